package dev.sluice.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Marks the statements that Sluice itself sends (to read a catalog) on the current thread, so that
 * they are neither decided nor observed.
 */
final class OwnWork implements AutoCloseable {
  private static final ThreadLocal<@Nullable OwnWork> CURRENT = new ThreadLocal<>();

  private final @Nullable OwnWork outer;

  private OwnWork(@Nullable OwnWork outer) {
    this.outer = outer;
  }

  static OwnWork begin() {
    OwnWork work = new OwnWork(CURRENT.get());
    CURRENT.set(work);
    return work;
  }

  static boolean isRunning() {
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
