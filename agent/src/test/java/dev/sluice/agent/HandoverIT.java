package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Handovers;
import dev.sluice.agent.service.Report;
import dev.sluice.testing.ForkedJvm;
import io.opentelemetry.javaagent.OpenTelemetryAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.servlet.GenericServlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import reactor.core.publisher.Mono;

/** Each statement is done for whom its task was handed over, on whatever thread it runs. */
class HandoverIT {

  /** The table is made by the database itself, as the policy lets nobody make one of that name. */
  private static final String URL =
      "jdbc:h2:mem:hops;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS people"
          + " (name VARCHAR(20)) AS SELECT 'p' || x FROM SYSTEM_RANGE(0, 7)";

  private static final int THREADS = 6;
  private static final int ROUNDS = 400;
  private static final String POLICY =
      """
      sluice: policy/v1
      name: hops
      row_filters:
        - {id: own-name, tables: ["*.*.people"], where: "name = :caller.subject"}
      """;

  @TempDir private Path directory;

  @Test
  void everyWayCarriesItsCaller() throws IOException {
    try (Service service = start(carrying())) {
      everyWayCarries(service);
    }
  }

  @Test
  void noCallerIsMistakenForAnother() throws IOException {
    try (Service service = start(carrying())) {
      hammer(service);
    }
  }

  /** Both agents weave the executors of the JDK. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carriesBesideTheOpenTelemetryAgent(boolean first) throws IOException {
    ForkedJvm.Builder builder = AgentJvm.bare();
    Path other = jarOf(OpenTelemetryAgent.class);
    builder =
        first
            ? builder.agent(AgentJvm.jar()).agent(other)
            : builder.agent(other).agent(AgentJvm.jar());
    for (String signal : List.of("traces", "metrics", "logs")) {
      builder.property("otel." + signal + ".exporter", "none");
    }
    try (Service service = start(builder.property("sluice.threads", "true"))) {
      everyWayCarries(service);
      if (!first) {
        hammer(service);
      }
    }
  }

  @Test
  void nobodyIsCarriedUnlessAskedFor() throws IOException {
    try (Service service = start(AgentJvm.governed())) {
      Report report = service.run(URL, Handovers.once(URL));

      assertThat(report.seen()).containsEntry("submit", "nobody nobody");
      assertThat(report.seen()).containsEntry("mistakes", "[]");
    }
  }

  private static void everyWayCarries(Service service) {
    Report report = service.run(URL, Handovers.once(URL));

    assertThat(report.failures()).isEmpty();
    Map<String, String> seen = new TreeMap<>(report.seen());
    assertThat(seen.remove("mistakes")).isEqualTo("[]");
    assertThat(seen).hasSizeGreaterThan(20);
    assertThat(seen).allSatisfy((way, who) -> assertThat(who).as(way).isEqualTo("p1 nobody"));
    assertThat(service.jvm().err()).allMatch(line -> !line.contains("internal failure"));
  }

  private static void hammer(Service service) {
    Report report = service.run(URL, Handovers.hammer(URL, THREADS, ROUNDS));

    assertThat(report.failures()).isEmpty();
    assertThat(report.seen()).containsEntry("mistakes", "[]").containsEntry("enough", "true");
  }

  private static ForkedJvm.Builder carrying() {
    return AgentJvm.governed().property("sluice.threads", "true");
  }

  private static Path jarOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private Service start(ForkedJvm.Builder builder) throws IOException {
    Path policy = Files.writeString(directory.resolve("hops.yaml"), POLICY);
    return Service.start(
        builder
            .classPathOf(
                SimpleAsyncTaskExecutor.class, Mono.class, Publisher.class, GenericServlet.class)
            .property("sluice.policy", policy.toString())
            .property("sluice.on_missing", "deny"));
  }
}
