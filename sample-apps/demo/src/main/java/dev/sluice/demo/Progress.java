package dev.sluice.demo;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says what is being done, and every two seconds that it still is. */
final class Progress implements AutoCloseable {
  private static final long PERIOD_SECONDS = 2;

  private final PrintStream out;
  private final ScheduledExecutorService clock;

  Progress(PrintStream out) {
    this.out = out;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "demo-progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Does something that may take its time. */
  <T> T during(String what, Supplier<T> work) {
    out.println(what);
    long start = System.nanoTime();
    var ticks =
        clock.scheduleAtFixedRate(
            () -> out.println("  ... " + (System.nanoTime() - start) / 1_000_000_000 + " s"),
            PERIOD_SECONDS,
            PERIOD_SECONDS,
            TimeUnit.SECONDS);
    try {
      return work.get();
    } finally {
      ticks.cancel(false);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
