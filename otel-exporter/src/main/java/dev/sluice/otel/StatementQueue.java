package dev.sluice.otel;

import dev.sluice.gate.Failures;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes finished statements off the service's threads, and hands them to a {@link Teller} on a
 * thread of its own, which is begun with the first statement.
 *
 * <p>To add is to compare-and-set twice; there is no lock, and as a rule no waking of the thread,
 * which would cost more than all else: while statements come, it looks every 20 milliseconds. After
 * a second without any it says so in {@code asleep} and waits to be woken. The order of the writes
 * makes sure that nothing is left lying: the adder adds, then reads {@code asleep}; the thread sets
 * {@code asleep}, then looks at the queue once more.
 *
 * <p>The bound is on the weight of what waits (about 16 MiB of text), not on its number, because
 * texts may be large. What does not fit is dropped and counted.
 */
final class StatementQueue {
  private static final long MOST_WEIGHT = 16 << 20;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int PAUSES_UNTIL_SLEEP = 50;

  private final Supplier<Teller> tellers;
  private final Failures failures;
  private final Queue<FinishedStatement> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicLong weight = new AtomicLong();
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean broken;
  private volatile @Nullable Deadline closing;

  /**
   * @param tellers asked for the teller once, on the queue's thread
   */
  StatementQueue(Supplier<Teller> tellers, Failures failures) {
    this.tellers = tellers;
    this.failures = failures;
    // Inherits none of the thread locals of the service's thread that comes first, nor its loader:
    // the SDK's threads, which this one begins, would keep them for ever.
    thread = new Thread(null, this::run, "sluice-telemetry", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(StatementQueue.class.getClassLoader());
  }

  void add(FinishedStatement statement) {
    if (broken || closing != null) {
      return;
    }
    if (weight.addAndGet(statement.weight()) > MOST_WEIGHT) {
      weight.addAndGet(-statement.weight());
      failures.count("telemetry.dropped", "statements come faster than they can be told", null);
      return;
    }
    waiting.add(statement);
    if (asleep) {
      LockSupport.unpark(thread);
    }
    if (!started.get() && started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  /** Tells what waits and closes the teller; returns when that is done or the time is up. */
  void close(Duration timeout) {
    closing = new Deadline(System.nanoTime() + timeout.toNanos());
    if (started.compareAndSet(false, true)) {
      return; // nothing was ever added
    }
    LockSupport.unpark(thread);
    try {
      if (!ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        failures.count("telemetry.close", "not all telemetry was sent in time", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Teller teller = tellers.get();
      tellUntilClosed(teller);
      Deadline deadline = closing;
      teller.close(deadline == null ? 0 : deadline.tick() - System.nanoTime());
    } catch (Throwable e) {
      broken = true;
      waiting.clear();
      failures.count("telemetry.start", "no spans and metrics from now on", e);
    } finally {
      ended.countDown();
    }
  }

  private void tellUntilClosed(Teller teller) {
    int pauses = 0;
    while (true) {
      boolean last = closing != null; // read before the queue, so that the last look sees it all
      if (tellAll(teller)) {
        pauses = 0;
      }
      if (last) {
        return;
      }
      if (++pauses < PAUSES_UNTIL_SLEEP) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      } else {
        sleep();
        pauses = 0;
      }
    }
  }

  private boolean tellAll(Teller teller) {
    boolean any = false;
    for (FinishedStatement next = waiting.poll(); next != null; next = waiting.poll()) {
      any = true;
      weight.addAndGet(-next.weight());
      try {
        teller.tell(next);
      } catch (Throwable e) {
        failures.count("telemetry.tell", "a statement goes unseen", e);
      }
    }
    return any;
  }

  private void sleep() {
    asleep = true;
    if (waiting.isEmpty() && closing == null) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  /** What is done with the statements. Only ever called on the queue's thread. */
  interface Teller {
    void tell(FinishedStatement statement);

    /** Sends what is left. */
    void close(long timeoutNanos);
  }

  /**
   * @param tick as of {@link System#nanoTime()}
   */
  private record Deadline(long tick) {}
}
