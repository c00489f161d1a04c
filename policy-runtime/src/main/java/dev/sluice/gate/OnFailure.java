package dev.sluice.gate;

/** What happens to a statement when Sluice itself fails while deciding it. */
public enum OnFailure {
  /** Closed for callers whom the policy in force could restrict, open for the others. */
  AUTO,
  /** The statement runs, unseen but counted. */
  OPEN,
  /** The statement is refused. */
  CLOSED
}
