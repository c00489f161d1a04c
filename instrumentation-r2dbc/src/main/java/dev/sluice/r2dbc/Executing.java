package dev.sluice.r2dbc;

import org.jspecify.annotations.Nullable;

/**
 * One call of {@code execute} on its thread. Drivers make statements of their own inside it, as
 * r2dbc-postgresql's batch does: these are a part of what runs, and are decided with it.
 */
final class Executing {
  private static final ThreadLocal<@Nullable Executing> CURRENT = new ThreadLocal<>();

  private final @Nullable Executing outer;

  private Executing(@Nullable Executing outer) {
    this.outer = outer;
  }

  static Executing begin() {
    Executing executing = new Executing(CURRENT.get());
    CURRENT.set(executing);
    return executing;
  }

  /** Ends the call; tells whether it was made inside another one. */
  boolean end() {
    if (outer == null) {
      CURRENT.remove();
      return false;
    }
    CURRENT.set(outer);
    return true;
  }
}
