package dev.sluice.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is made once, on a thread of its own, from the moment that somebody foresees or
 * needs it. Thread-safe.
 */
final class Prepared<T> {
  private final String threadName;
  private final Supplier<T> maker;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<T> value = new CompletableFuture<>();

  Prepared(String threadName, Supplier<T> maker) {
    this.threadName = threadName;
    this.maker = maker;
  }

  /** Begins to make the value, if nobody did before; does not wait. */
  void begin() {
    if (begun.compareAndSet(false, true)) {
      Thread thread = new Thread(null, this::make, threadName, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(Prepared.class.getClassLoader());
      thread.start();
    }
  }

  /**
   * The value; waits until it is made.
   *
   * @throws java.util.concurrent.CompletionException if it could not be made
   */
  T get() {
    T made = value.getNow(null);
    if (made != null) {
      return made;
    }
    begin();
    return value.join();
  }

  /**
   * Begins to make the value, if nobody did before; for who must not wait.
   *
   * @return completes when {@link #get} waits no more, and never fails; null if it does not now
   */
  @Nullable CompletableFuture<Void> making() {
    if (value.isDone()) {
      return null;
    }
    begin();
    return value.handle((made, problem) -> null);
  }

  private void make() {
    try {
      value.complete(maker.get());
    } catch (Throwable problem) {
      value.completeExceptionally(problem);
    }
  }
}
