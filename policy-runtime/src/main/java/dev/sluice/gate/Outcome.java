package dev.sluice.gate;

import org.jspecify.annotations.Nullable;

/**
 * How a statement ended.
 *
 * @param error what the driver threw; null if it succeeded or was refused
 * @param refusal the code of Sluice's refusal, such as {@code DENIED}; null if it ran
 * @param affectedRows rows changed; -1 if unknown
 */
public record Outcome(@Nullable Throwable error, @Nullable String refusal, long affectedRows) {
  /** Ran to its end, with an unknown number of affected rows. */
  public static final Outcome DONE = new Outcome(null, null, -1);
}
