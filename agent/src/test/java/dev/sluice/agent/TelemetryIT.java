package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.service.Report;
import dev.sluice.agent.service.Tasks;
import dev.sluice.agent.service.Tracing;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Spans find their place, and a receiver that is slow or down is no concern of the service. */
class TelemetryIT {
  private static final String URL = "jdbc:h2:mem:telemetry;DB_CLOSE_DELAY=-1";
  private static final Duration SOON = Duration.ofSeconds(15);

  @Test
  void aSpanIsTheChildOfTheServicesOwn() throws IOException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service =
            Service.start(AgentJvm.governed(receiver).classPath(OtherVersions.jars()))) {
      Report report = service.run(URL, Tracing.inSpan(Tasks.query("SELECT 1 AS inside")));
      service.run(URL, Tasks.query("SELECT 1 AS outside"));

      assertThat(report.failures()).isEmpty();
      assertThat(report.seen()).containsEntry("api", "opentelemetry-api-1.40.0.jar");
      ReceivedSpan inside = await(receiver, "inside");
      assertThat(inside.traceId()).isEqualTo(report.seen().get("trace"));
      assertThat(inside.parentSpanId()).isEqualTo(report.seen().get("span"));
      assertThat(await(receiver, "outside").parentSpanId()).isEmpty();
    }
  }

  @Test
  void whatIsLeftIsSentWhenTheServiceEnds() {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service = Service.start(AgentJvm.governed(receiver))) {
      service.run(URL, Tasks.query("SELECT 1 AS first_words"));
      await(receiver, "first_words");
      service.run(URL, Tasks.query("SELECT 1 AS last_words"));
      service.end();

      assertThat(await(receiver, "last_words").kind()).isEqualTo("CLIENT");
    }
  }

  @Test
  void aReceiverThatIsDownIsReportedInALineOrTwo() {
    try (Service service =
        Service.start(
            AgentJvm.bare()
                .agent(AgentJvm.jar())
                .property("sluice.otlp.endpoint", "http://127.0.0.1:1")
                .property("sluice.metrics", "false"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(service.run(URL, Tasks.query("SELECT 1")).value()).isEqualTo("1");
        Awaitility.await().atMost(SOON).until(() -> !complaints(service).isEmpty());
      }
      service.end();
      assertThat(complaints(service))
          .filteredOn(line -> line.contains("http://127.0.0.1:1/v1/traces"))
          .hasSize(1);
      assertThat(complaints(service)).doesNotHaveDuplicates().hasSizeLessThan(4);

      assertThat(service.jvm().err()).allMatch(line -> line.startsWith("[sluice]"));
    }
  }

  @Test
  void aSlowReceiverDoesNotSlowTheServiceDown() {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        Service service = Service.start(AgentJvm.governed(receiver))) {
      service.run(URL, Tasks.query("SELECT 1"));
      receiver.answerWith(200, Duration.ofSeconds(20));
      long start = System.nanoTime();
      for (int i = 0; i < 200; i++) {
        service.run(URL, Tasks.query("SELECT 1"));
      }
      service.end();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  private static List<String> complaints(Service service) {
    return service.jvm().err().stream().filter(line -> line.contains("internal failure")).toList();
  }

  private static ReceivedSpan await(OtlpReceiver receiver, String alias) {
    return receiver
        .awaitSpans(spans -> spans.stream().anyMatch(span -> mentions(span, alias)), SOON)
        .stream()
        .filter(span -> mentions(span, alias))
        .findFirst()
        .orElseThrow();
  }

  private static boolean mentions(ReceivedSpan span, String word) {
    return String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT).contains(word);
  }
}
