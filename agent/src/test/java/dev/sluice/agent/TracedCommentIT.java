package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Task;
import dev.sluice.agent.service.Tasks;
import dev.sluice.agent.service.Tracing;
import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The comment that the database received names the span under which the service sent it. */
class TracedCommentIT {
  private static final String DATABASE = "traced";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern TRACEPARENT =
      Pattern.compile("traceparent='00-([0-9a-f]{32})-([0-9a-f]{16})-0[13]'\\*/$");

  @BeforeAll
  static void create() throws SQLException {
    Vendor.execute(url(), "create table things (id int)");
  }

  @Test
  void itIsTheSpanOfTheServicesOwnOpenTelemetry() throws IOException, SQLException {
    try (Service service =
        Service.start(commenting(AgentJvm.governed()).classPath(OtherVersions.jars()))) {
      Report report = service.run(url(), Tracing.inSpan(asking("own")));
      service.run(url(), asking("outside"));

      assertThat(report.failures()).isEmpty();
      assertThat(report.seen()).containsEntry("api", "opentelemetry-api-1.40.0.jar");
      Matcher received = received("own");
      assertThat(received.group(1)).isEqualTo(report.seen().get("trace"));
      assertThat(received.group(2)).isEqualTo(report.seen().get("span"));
      assertThat(text("outside")).contains("/*application=").doesNotContain("traceparent");
    }
  }

  /** That of the service, or where we are inside of that agent, its span of the statement. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itIsTheSpanOfTheOpenTelemetryAgent(boolean first) throws IOException, SQLException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service =
            Service.start(
                commenting(besideOpenTelemetry(first, receiver)).classPath(OtherVersions.jars()))) {
      String word = first ? "inside" : "around";
      Report report = service.run(url(), Tracing.inGlobalSpan(asking(word)));

      assertThat(report.failures()).isEmpty();
      Matcher received = received(word);
      assertThat(received.group(1)).isEqualTo(report.seen().get("trace"));
      String around = report.seen().get("span");
      if (!received.group(2).equals(around)) {
        assertThat(awaitSpan(receiver, received.group(2)).parentSpanId()).isEqualTo(around);
      }
    }
  }

  @Test
  void aServiceWithoutTheApiHasTheAgentsSpan() throws SQLException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service = Service.start(commenting(besideOpenTelemetry(true, receiver)))) {
      assertThat(service.run(url(), asking("alone")).failures()).isEmpty();

      Matcher received = received("alone");
      ReceivedSpan span = awaitSpan(receiver, received.group(2));
      assertThat(span.traceId()).isEqualTo(received.group(1));
      assertThat(span.kind()).isEqualTo("CLIENT");
    }
  }

  private static Task asking(String word) {
    return Tasks.query("select count(*) as " + word + " from things");
  }

  private static String url() throws SQLException {
    return Vendor.POSTGRESQL.url(DATABASE);
  }

  private static String text(String word) throws SQLException {
    List<String> log = Vendor.POSTGRESQL.statementLog(DATABASE);
    return log.get(Told.indexOf(log, "count(*) as " + word + " "));
  }

  private static Matcher received(String word) throws SQLException {
    String text = text(word);
    Matcher matcher = TRACEPARENT.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher;
  }

  private static ReceivedSpan awaitSpan(OtlpReceiver receiver, String id) {
    return receiver
        .awaitSpans(all -> all.stream().anyMatch(span -> span.spanId().equals(id)), SOON)
        .stream()
        .filter(span -> span.spanId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static ForkedJvm.Builder commenting(ForkedJvm.Builder builder) {
    return builder
        .property("sluice.service.name", "desk")
        .property("sluice.database.comment", "true");
  }

  private static ForkedJvm.Builder besideOpenTelemetry(boolean first, OtlpReceiver receiver) {
    return AgentJvm.besideOpenTelemetry(first)
        .property("otel.exporter.otlp.endpoint", receiver.endpoint())
        .property("otel.exporter.otlp.protocol", "http/protobuf")
        .property("otel.bsp.schedule.delay", "100")
        .property("otel.logs.exporter", "none")
        .property("otel.metrics.exporter", "none");
  }
}
