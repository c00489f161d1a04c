package dev.sluice.otel;

import static dev.sluice.otel.Statements.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Outcome;
import dev.sluice.identity.Service;
import dev.sluice.testing.OtlpReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveryTest {
  private final RecordedFailures failures = new RecordedFailures();
  private final Queue<String> logged = new ConcurrentLinkedQueue<>();
  private final Handler log = new Recorder();

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(log);
  }

  @AfterEach
  void nothingIsLogged() {
    Logger.getLogger("").removeHandler(log);
    assertThat(logged).isEmpty();
  }

  @Test
  void saysOnceThatNobodyListensAndCountsWhatIsLost() throws IOException {
    String endpoint = "http://127.0.0.1:" + closedPort();
    try (OpenTelemetryObserver observer = observer(endpoint, Duration.ofSeconds(10))) {
      for (int i = 0; i < 5; i++) {
        observer.begin(statement().event()).end(Outcome.DONE);
      }
      await(() -> failures.count("telemetry.dropped") == 5);
    }

    assertThat(failures.count("telemetry.export")).isPositive();
    assertThat(failures.text().lines().filter(line -> line.contains(endpoint)))
        .hasSize(1)
        .first()
        .asString()
        .contains("cannot be delivered", "ConnectException");
  }

  @Test
  void countsWhatIsRefused() {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      receiver.answerWith(400, Duration.ZERO);
      try (OpenTelemetryObserver observer = observer(receiver.endpoint(), Duration.ofSeconds(10))) {
        observer.begin(statement().event()).end(Outcome.DONE);
        await(() -> failures.count("telemetry.dropped") == 1);
      }
    }

    assertThat(failures.text()).contains("HTTP status 400");
    assertThat(failures.count("telemetry.dropped")).isEqualTo(1);
  }

  @Test
  void neverWaitsForASlowReceiver() {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      receiver.answerWith(200, Duration.ofSeconds(20));
      OpenTelemetryObserver observer = observer(receiver.endpoint(), Duration.ofSeconds(30));
      observer.begin(statement().event()).end(Outcome.DONE);
      await(() -> receiver.requests() > 0);

      long start = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        observer.begin(statement().event()).end(Outcome.DONE);
      }
      assertThat(since(start)).isLessThan(Duration.ofSeconds(10));

      start = System.nanoTime();
      observer.close();
      assertThat(since(start)).isBetween(Duration.ofMillis(4500), Duration.ofSeconds(15));
      assertThat(failures.count("telemetry.close")).isEqualTo(1);
    }
  }

  @Test
  void dropsAndCountsWhatASlowReceiverHoldsUp() {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      receiver.answerWith(200, Duration.ofSeconds(20));
      OpenTelemetryObserver observer = observer(receiver.endpoint(), Duration.ofSeconds(30));
      observer.begin(statement().event()).end(Outcome.DONE);
      await(() -> receiver.requests() > 0);

      for (int i = 0; i < 12_000; i++) {
        observer.begin(statement().event()).end(Outcome.DONE);
      }

      await(() -> failures.count("telemetry.dropped") > 3000);
      observer.close();
    }
  }

  @Test
  void isSilentAfterItsEnd() {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      OpenTelemetryObserver observer = observer(receiver.endpoint(), Duration.ofSeconds(10));
      observer.close();
      observer.begin(statement().event()).end(Outcome.DONE);
      observer.close();

      assertThat(receiver.requests()).isZero();
    }
    assertThat(failures.text()).isEmpty();
  }

  @Test
  void countsAParentThatCannotBeRead() {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      OpenTelemetrySettings settings =
          OpenTelemetrySettings.builder(Service.named("shop"))
              .endpoint(receiver.endpoint())
              .parents(
                  () -> {
                    throw new NoClassDefFoundError("gone");
                  })
              .build();
      try (OpenTelemetryObserver observer =
          OpenTelemetryObserver.create(settings, failures.failures())) {
        observer.begin(statement().event()).end(Outcome.DONE);
      }

      assertThat(receiver.spans()).hasSize(1);
      assertThat(failures.count("telemetry.parent")).isEqualTo(1);
    }
  }

  @Test
  void givesUpForGoodIfItCannotStart() {
    OpenTelemetryObserver observer = observer("no url", Duration.ofSeconds(10));

    observer.begin(statement().event()).end(Outcome.DONE);
    await(() -> failures.count("telemetry.start") == 1);
    observer.begin(statement().event()).end(Outcome.DONE);
    observer.close();

    assertThat(failures.failures().counts()).containsOnlyKeys("telemetry.start");
  }

  @Test
  void wakesUpAfterAQuietTime() throws InterruptedException {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        OpenTelemetryObserver observer = observer(receiver.endpoint(), Duration.ofSeconds(10))) {
      observer.begin(statement().event()).end(Outcome.DONE);
      Thread.sleep(1500);
      observer.begin(statement().event()).end(Outcome.DONE);

      receiver.awaitSpans(spans -> spans.size() == 2, Duration.ofSeconds(30));
    }
  }

  private OpenTelemetryObserver observer(String endpoint, Duration timeout) {
    return OpenTelemetryObserver.create(
        OpenTelemetrySettings.builder(Service.named("shop"))
            .endpoint(endpoint)
            .spanInterval(Duration.ofMillis(50))
            .timeout(timeout)
            .build(),
        failures.failures());
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(15)).until(condition);
  }

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord record) {
      logged.add(record.getLoggerName() + ": " + record.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
