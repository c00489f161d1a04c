package dev.sluice.policy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often callers did what limits count, and who is locked out: for the agent's life, whichever
 * policy is in force, as long as it holds the limit unchanged. Space is bounded: past ten thousand
 * callers of whom something is remembered, further ones of a limit are counted together, which
 * stops them early rather than late. Thread-safe.
 */
public final class Tallies {
  private static final int MOST_CALLERS = 10_000;
  private static final long SWEEP_MILLIS = 1_000;
  private static final String OTHERS = "";

  private final LongSupplier millis;
  private final int mostCallers;
  private final Map<Key, Occurrences> known = new ConcurrentHashMap<>();
  private volatile long nextSweep;

  /** Begins without counts. Time is that of a clock which nobody sets. */
  public Tallies() {
    this(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), MOST_CALLERS);
  }

  /**
   * Begins without counts.
   *
   * @param millis a clock that never goes back
   * @param mostCallers how many callers are counted by themselves
   */
  Tallies(LongSupplier millis, int mostCallers) {
    this.millis = millis;
    this.mostCallers = mostCallers;
    this.nextSweep = millis.getAsLong();
  }

  /**
   * What is counted together.
   *
   * @param what the kind of what is counted
   */
  private record Key(String rule, What what, Frequency frequency, String caller) {}

  /** What a limit counts. */
  enum What {
    EXECUTIONS,
    REFUSALS
  }

  long now() {
    return millis.getAsLong();
  }

  /**
   * The counts of a caller under a limit.
   *
   * @param caller tells callers apart; not empty
   */
  Occurrences of(String rule, What what, Frequency frequency, String caller) {
    Key key = new Key(rule, what, frequency, caller);
    Occurrences occurrences = known.get(key);
    if (occurrences != null) {
      return occurrences;
    }
    if (known.size() >= mostCallers) {
      sweep();
      if (known.size() >= mostCallers) {
        key = new Key(rule, what, frequency, OTHERS);
      }
    }
    return known.computeIfAbsent(key, k -> new Occurrences(frequency.windowMillis(), now()));
  }

  private void sweep() {
    long now = now();
    if (now >= nextSweep) {
      nextSweep = now + SWEEP_MILLIS;
      known.values().removeIf(occurrences -> occurrences.isIdle(now));
    }
  }
}
