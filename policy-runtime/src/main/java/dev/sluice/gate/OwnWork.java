package dev.sluice.gate;

import org.jspecify.annotations.Nullable;

/**
 * Marks what Sluice itself asks a driver for (to read a catalog) on the current thread, so that it
 * is neither decided nor observed. Each instance belongs to one thread.
 */
public final class OwnWork implements AutoCloseable {
  private static final ThreadLocal<@Nullable OwnWork> CURRENT = new ThreadLocal<>();

  private final @Nullable OwnWork outer;

  private OwnWork(@Nullable OwnWork outer) {
    this.outer = outer;
  }

  /** Begins; to be closed on the same thread. */
  public static OwnWork begin() {
    OwnWork work = new OwnWork(CURRENT.get());
    CURRENT.set(work);
    return work;
  }

  /** Whether the current thread does Sluice's own work. */
  public static boolean isRunning() {
    return CURRENT.get() != null;
  }

  @Override
  public void close() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }
}
