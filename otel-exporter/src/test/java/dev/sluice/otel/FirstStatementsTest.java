package dev.sluice.otel;

import static dev.sluice.otel.Statements.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver.Observation;
import dev.sluice.identity.Service;
import dev.sluice.testing.OtlpReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Statements that come while telemetry is being started. */
@Timeout(60)
class FirstStatementsTest {
  private static final int THREADS = 16;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final RecordedFailures failures = new RecordedFailures();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void areSeenWhileAnotherThreadStartsTelemetry() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    Queue<Seeing> made = new ConcurrentLinkedQueue<>();
    Supplier<Telemetry> maker =
        () -> {
          if (first.getAndSet(false)) {
            starting.countDown();
            await(goOn);
          }
          Seeing telemetry = new Seeing();
          made.add(telemetry);
          return telemetry;
        };
    OpenTelemetryObserver observer = new OpenTelemetryObserver(maker, failures.failures());
    Future<?> slow = threads.submit(() -> observer.begin(statement().event()).end(Outcome.DONE));
    assertThat(starting.await(10, TimeUnit.SECONDS)).isTrue();

    observer.begin(statement().event()).end(Outcome.DONE); // and does not wait for the other
    goOn.countDown();
    slow.get(10, TimeUnit.SECONDS);
    observer.begin(statement().event()).end(Outcome.DONE);

    assertThat(made).hasSize(2);
    assertThat(made).extracting(telemetry -> telemetry.ended.get()).containsExactlyInAnyOrder(3, 0);
    assertThat(made)
        .extracting(telemetry -> telemetry.takenUp.get())
        .containsExactlyInAnyOrder(1, 0);
  }

  @Test
  void areNotSeenWhereTheStartItselfLeadsToThem() {
    List<OpenTelemetryObserver> observers = new ArrayList<>();
    Seeing telemetry = new Seeing();
    Supplier<Telemetry> maker =
        () -> {
          observers.get(0).begin(statement().event()).end(Outcome.DONE);
          return telemetry;
        };
    observers.add(new OpenTelemetryObserver(maker, failures.failures()));

    observers.get(0).begin(statement().event()).end(Outcome.DONE);

    assertThat(telemetry.ended).hasValue(1);
  }

  @Test
  void areNotTriedAgainWhereTheStartFails() {
    AtomicInteger tries = new AtomicInteger();
    Supplier<Telemetry> maker =
        () -> {
          tries.incrementAndGet();
          throw new IllegalStateException("no start");
        };
    OpenTelemetryObserver observer = new OpenTelemetryObserver(maker, failures.failures());

    for (int i = 0; i < 3; i++) {
      assertThat(observer.begin(statement().event())).isSameAs(Observation.NONE);
    }

    assertThat(tries).hasValue(1);
    assertThat(failures.failures().counts()).containsOnlyKeys("telemetry.begin");
  }

  @Test
  void ofManyThreadsAtOnceAreAllDelivered() throws Exception {
    try (OtlpReceiver receiver = OtlpReceiver.start()) {
      OpenTelemetrySettings settings =
          OpenTelemetrySettings.builder(Service.named("shop"))
              .endpoint(receiver.endpoint())
              .spanInterval(Duration.ofMillis(50))
              .build();
      CyclicBarrier together = new CyclicBarrier(THREADS);
      List<Future<?>> running = new ArrayList<>();
      try (OpenTelemetryObserver observer =
          OpenTelemetryObserver.create(settings, failures.failures())) {
        for (int i = 0; i < THREADS; i++) {
          running.add(
              threads.submit(
                  () -> {
                    together.await();
                    observer.begin(statement().event()).end(Outcome.DONE);
                    return null;
                  }));
        }
        for (Future<?> thread : running) {
          thread.get(20, TimeUnit.SECONDS);
        }
      }

      assertThat(receiver.awaitSpans(spans -> spans.size() >= THREADS, Duration.ofSeconds(10)))
          .hasSize(THREADS);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Counts what it sees. */
  private static final class Seeing implements Telemetry {
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger takenUp = new AtomicInteger();

    @Override
    public Observation begin(StatementEvent event) {
      return new Observation() {
        @Override
        public void end(@Nullable Outcome outcome) {
          ended.incrementAndGet();
        }

        @Override
        public void abandon() {}
      };
    }

    @Override
    public void takeUp() {
      takenUp.incrementAndGet();
    }

    @Override
    public void close() {}
  }
}
