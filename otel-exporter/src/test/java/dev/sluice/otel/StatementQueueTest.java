package dev.sluice.otel;

import static dev.sluice.otel.Statements.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gate.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StatementQueueTest {
  private final RecordedFailures failures = new RecordedFailures();
  private final Queue<Long> told = new ConcurrentLinkedQueue<>();

  @Test
  void tellsWhatCameBeforeItsTellerWasReady() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    StatementQueue queue =
        new StatementQueue(
            () -> {
              awaitLatch(ready);
              return teller();
            },
            failures.failures());
    for (int i = 0; i < 1000; i++) {
      queue.add(finished("SELECT", i));
    }
    assertThat(told).isEmpty();
    ready.countDown();

    queue.close(Duration.ofSeconds(5));

    assertThat(told).hasSize(1000);
    assertThat(failures.text()).isEmpty();
  }

  @Test
  void holdsNoMoreThanABoundedWeightOfTexts() {
    CountDownLatch ready = new CountDownLatch(1);
    StatementQueue queue =
        new StatementQueue(
            () -> {
              awaitLatch(ready);
              return teller();
            },
            failures.failures());
    String mebibyte = "x".repeat((1 << 20) - 1024);
    for (int i = 0; i < 20; i++) {
      queue.add(finished(mebibyte, i));
    }
    ready.countDown();
    queue.close(Duration.ofSeconds(5));

    assertThat(told).hasSize(16);
    assertThat(failures.count("telemetry.dropped")).isEqualTo(4);
  }

  @Test
  void goesOnAfterAStatementThatCannotBeTold() {
    StatementQueue queue =
        new StatementQueue(
            () ->
                new StatementQueue.Teller() {
                  @Override
                  public void tell(FinishedStatement statement) {
                    if (statement.affectedRows() == 1) {
                      throw new IllegalStateException("no");
                    }
                    told.add(statement.affectedRows());
                  }

                  @Override
                  public void close(long timeoutNanos) {}
                },
            failures.failures());
    for (int i = 0; i < 3; i++) {
      queue.add(finished("SELECT", i));
    }
    queue.close(Duration.ofSeconds(5));

    assertThat(told).containsExactly(0L, 2L);
    assertThat(failures.count("telemetry.tell")).isEqualTo(1);
  }

  @Test
  void losesNothingOfManyThreads() throws InterruptedException {
    StatementQueue queue = new StatementQueue(this::teller, failures.failures());
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  queue.add(finished("SELECT", i));
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    queue.close(Duration.ofSeconds(5));

    assertThat(told).hasSize(4000);
  }

  @Test
  void keepsNothingOfTheThreadThatComesFirst() throws InterruptedException {
    AtomicReference<ClassLoader> loader = new AtomicReference<>();
    AtomicReference<String> inherited = new AtomicReference<>("not asked");
    InheritableThreadLocal<String> ofService = new InheritableThreadLocal<>();
    StatementQueue queue =
        new StatementQueue(
            () -> {
              loader.set(Thread.currentThread().getContextClassLoader());
              inherited.set(ofService.get());
              return teller();
            },
            failures.failures());
    Thread first =
        new Thread(
            () -> {
              ofService.set("a request's");
              queue.add(finished("SELECT", 1));
            });
    first.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    first.start();
    first.join();
    queue.close(Duration.ofSeconds(5));

    assertThat(loader.get()).isSameAs(StatementQueue.class.getClassLoader());
    assertThat(inherited.get()).isNull();
  }

  @Test
  void closesWithoutEverHavingBegun() {
    StatementQueue queue =
        new StatementQueue(
            () -> {
              throw new AssertionError("nobody asked");
            },
            failures.failures());

    queue.close(Duration.ofSeconds(5));

    assertThat(failures.text()).isEmpty();
  }

  private StatementQueue.Teller teller() {
    return new StatementQueue.Teller() {
      @Override
      public void tell(FinishedStatement statement) {
        told.add(statement.affectedRows());
      }

      @Override
      public void close(long timeoutNanos) {
        assertThat(timeoutNanos).isPositive();
      }
    };
  }

  private static FinishedStatement finished(String shape, int number) {
    return FinishedStatement.of(
        statement().shape(shape).event(), 0, 0, null, new Outcome(null, null, number), List.of());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
