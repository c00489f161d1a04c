package dev.sluice.otel;

import static dev.sluice.otel.Statements.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Of statements that begin at the same time, none goes unseen, though one must start telemetry. */
class FirstStatementsTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 50;

  private final RecordedFailures failures = new RecordedFailures();

  @Test
  void areAllSeen() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        beginTogether(executor);
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(failures.text()).isEmpty();
  }

  private void beginTogether(ExecutorService executor) throws Exception {
    StatementEvent event = statement().event();
    OpenTelemetrySettings settings =
        OpenTelemetrySettings.builder("shop").endpoint("http://127.0.0.1:1").build();
    CyclicBarrier together = new CyclicBarrier(THREADS);
    try (OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(settings, failures.failures())) {
      List<Future<Observation>> begun = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        begun.add(
            executor.submit(
                () -> {
                  together.await();
                  return observer.begin(event);
                }));
      }
      for (Future<Observation> observation : begun) {
        assertThat(observation.get()).isNotSameAs(Observation.NONE);
      }
    }
  }
}
