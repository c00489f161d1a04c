package dev.sluice.gate;

import dev.sluice.weak.WeakIdentityMap;

/**
 * Knows which exceptions Sluice made: they say nothing that must be withheld, so they pass outer
 * layers as they are. Known by identity, since any text or class could come from a database too.
 * Thread-safe.
 */
public final class OwnExceptions {
  private static final WeakIdentityMap<Throwable, Boolean> MADE = new WeakIdentityMap<>();

  private OwnExceptions() {}

  /** Remembers an exception as Sluice's own, and returns it. */
  public static <T extends Throwable> T mark(T made) {
    MADE.put(made, Boolean.TRUE);
    return made;
  }

  /** Whether an exception is Sluice's own. */
  public static boolean contains(Throwable thrown) {
    return MADE.get(thrown) != null;
  }
}
