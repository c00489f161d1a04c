package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.ContextHops;
import dev.sluice.agent.service.Handovers;
import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.StartedHops;
import dev.sluice.agent.service.Task;
import dev.sluice.testing.ForkedJvm;
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
    try (Service service = start(besideOpenTelemetry(first))) {
      everyWayCarries(service);
      if (!first) {
        hammer(service);
      }
    }
  }

  /** Pools that are not the JDK's, event loops and coroutines know callers by that agent alone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carriesWhereOpenTelemetrysContextGoes(boolean first) throws IOException {
    try (Service service =
        start(
            ServiceClassPath.loopsAndCoroutines(
                besideOpenTelemetry(first).property("sluice.threads.opentelemetry", "true")))) {
      everyWayCarries(service, ContextHops.once(URL), 12);
      hammer(service, ContextHops.hammer(URL, THREADS, ROUNDS / 3));
    }
  }

  /** Their first task starts them, and they outlive it. */
  @Test
  void workersThatLibrariesStartKeepNobody() throws IOException {
    try (Service service = start(ServiceClassPath.loopsAndCoroutines(carryingToStarted()))) {
      Report report = service.run(URL, ContextHops.once(URL));

      assertThat(report.failures()).isEmpty();
      Map<String, String> seen = new TreeMap<>(report.seen());
      assertThat(seen.remove("mistakes")).isEqualTo("[]");
      assertThat(seen).hasSizeGreaterThan(12);
      assertThat(seen).allSatisfy((way, who) -> assertThat(who).as(way).isEqualTo("nobody nobody"));
    }
  }

  @Test
  void carriesToThreadsThatTheServiceStartsIfAskedFor() throws IOException {
    try (Service service = start(carryingToStarted())) {
      everyWayCarries(service, StartedHops.once(URL), 5);
      hammer(service, StartedHops.hammer(URL, THREADS, ROUNDS / 3));
      everyWayCarries(service);
    }
    try (Service service = start(carrying())) {
      Report report = service.run(URL, StartedHops.once(URL));

      assertThat(report.seen()).containsEntry("a thread with a target", "nobody nobody");
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
    everyWayCarries(service, Handovers.once(URL), 20);
  }

  private static void everyWayCarries(Service service, Task once, int ways) {
    Report report = service.run(URL, once);

    assertThat(report.failures()).isEmpty();
    Map<String, String> seen = new TreeMap<>(report.seen());
    assertThat(seen.remove("mistakes")).isEqualTo("[]");
    assertThat(seen).hasSizeGreaterThan(ways);
    assertThat(seen).allSatisfy((way, who) -> assertThat(who).as(way).isEqualTo("p1 nobody"));
    assertThat(service.jvm().err()).allMatch(line -> !line.contains("internal failure"));
  }

  private static void hammer(Service service) {
    hammer(service, Handovers.hammer(URL, THREADS, ROUNDS));
  }

  private static void hammer(Service service, Task hammer) {
    Report report = service.run(URL, hammer);

    assertThat(report.failures()).isEmpty();
    assertThat(report.seen()).containsEntry("mistakes", "[]").containsEntry("enough", "true");
  }

  private static ForkedJvm.Builder carrying() {
    return AgentJvm.governed().property("sluice.threads", "true");
  }

  private static ForkedJvm.Builder carryingToStarted() {
    return carrying().property("sluice.threads.started", "true");
  }

  private static ForkedJvm.Builder besideOpenTelemetry(boolean first) {
    ForkedJvm.Builder builder = AgentJvm.besideOpenTelemetry(first);
    for (String signal : List.of("traces", "metrics", "logs")) {
      builder.property("otel." + signal + ".exporter", "none");
    }
    return builder.property("sluice.threads", "true");
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
