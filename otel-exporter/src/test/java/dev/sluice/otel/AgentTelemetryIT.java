package dev.sluice.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedMetric;
import dev.sluice.testing.ReceivedSpan;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A JVM under the real OpenTelemetry agent, whose JDBC instrumentation is on. */
class AgentTelemetryIT {
  private static List<ReceivedSpan> spans = List.of();
  private static List<ReceivedMetric> metrics = List.of();
  private static OtlpReceiver receiver;

  @BeforeAll
  static void run() {
    receiver = OtlpReceiver.start();
    runJvm(UnderAgent.class, true);
    spans = receiver.spans();
    metrics = receiver.metrics();
  }

  private static void runJvm(Class<?> main, boolean agentEnabled) {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList();
    Path agent = classPath.stream().filter(AgentTelemetryIT::isAgent).findFirst().orElseThrow();
    try (ForkedJvm jvm =
        ForkedJvm.builder()
            .agent(agent)
            .classPath(classPath.stream().filter(path -> !isAgent(path)).toArray(Path[]::new))
            .property("endpoint", receiver.endpoint())
            .property("otel.javaagent.enabled", Boolean.toString(agentEnabled))
            .property("otel.service.name", "shop")
            .property("otel.exporter.otlp.endpoint", receiver.endpoint())
            .property("otel.exporter.otlp.protocol", "http/protobuf")
            .property("otel.logs.exporter", "none")
            .mainClass(main)
            .start()) {
      assertThat(jvm.await(Duration.ofSeconds(60))).as(jvm.toString()).isZero();
      assertThat(jvm.out()).contains("failures {}");
    }
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  @Test
  void putsOurSpanInThePlaceOfTheAgentsWhereWeAreOutside() {
    ReceivedSpan span = onlyClient("outside");

    assertThat(span.name()).isEqualTo("outer");
    assertThat(span.scope()).isEqualTo("dev.sluice");
    assertThat(span.attribute("sluice.decision")).isEqualTo("allow");
    assertThat(span.parentSpanId()).isEqualTo(root("outside").spanId());
  }

  @Test
  void givesTheAgentsSpanOurAttributesWhereWeAreInside() {
    ReceivedSpan span = onlyClient("inside");

    assertThat(span.scope()).contains("jdbc");
    assertThat(span.attributes())
        .contains(
            entry("sluice.decision", "allow"),
            entry("sluice.tags", List.of("pii")),
            entry("db.query.summary", "inner"));
  }

  @Test
  void tellsRefusals() {
    ReceivedSpan span = onlyClient("refused");

    assertThat(span.statusCode()).isEqualTo("ERROR");
    assertThat(span.attribute("error.type")).isEqualTo("DENIED");
  }

  @Test
  void tellsOneSpanForAPoolAndItsDriver() {
    ReceivedSpan span = onlyClient("nested");

    assertThat(span.name()).isEqualTo("of driver");
    assertThat(span.parentSpanId()).isEqualTo(root("nested").spanId());
  }

  @Test
  void leavesTheAgentsOtherSpansAlone() {
    assertThat(onlyClient("plain").attributes().keySet())
        .noneMatch(key -> key.startsWith("sluice."));
    assertThat(spans).filteredOn(span -> inTrace(span, "nobody")).hasSize(1);
  }

  @Test
  void sendsMetricsThroughTheAgent() {
    assertThat(metrics)
        .filteredOn(point -> point.name().equals("sluice.decisions"))
        .extracting(point -> point.attributes().get("decision") + "=" + (int) point.value())
        .containsExactlyInAnyOrder("allow=3", "deny=1");
    assertThat(metrics)
        .filteredOn(point -> point.name().equals("db.client.operation.duration"))
        .filteredOn(point -> !point.attributes().containsKey("error.type"))
        .as("statements that the agent does not measure itself")
        .extracting(ReceivedMetric::count)
        .containsExactly(2L);
  }

  @Test
  void doesTheSameInAClassLoaderOfItsOwn() {
    receiver.clear();

    runJvm(UnderAgentIsolated.class, true);

    assertThat(receiver.spans())
        .extracting(ReceivedSpan::name, ReceivedSpan::scope, AgentTelemetryIT::decision)
        .containsExactlyInAnyOrderElementsOf(
            spans.stream().map(span -> tuple(span.name(), span.scope(), decision(span))).toList());
  }

  @Test
  void sendsByItselfWhereTheAgentIsSwitchedOff() {
    receiver.clear();

    runJvm(UnderAgentIsolated.class, false);

    assertThat(receiver.spans())
        .allMatch(span -> span.scope().equals("dev.sluice"))
        .extracting(ReceivedSpan::name)
        .containsExactlyInAnyOrder("outer", "inner", "no", "of driver");
  }

  private static @Nullable Object decision(ReceivedSpan span) {
    return span.attribute("sluice.decision");
  }

  private static ReceivedSpan onlyClient(String trace) {
    List<ReceivedSpan> found =
        spans.stream()
            .filter(span -> inTrace(span, trace) && span.kind().equals("CLIENT"))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static boolean inTrace(ReceivedSpan span, String trace) {
    return span.traceId().equals(root(trace).traceId());
  }

  private static ReceivedSpan root(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  private static boolean isAgent(Path path) {
    return path.getFileName().toString().startsWith("opentelemetry-javaagent-");
  }
}
