package dev.sluice.policy;

/** What is remembered of a statement for a profile. Thread-safe. */
interface Verdict {
  /**
   * The decision for one execution.
   *
   * @param epochSecond the time, in seconds since 1970 in UTC
   */
  Decision decide(StatementContext context, long epochSecond);

  /** No rule that concerns the statement reads what varies. */
  record Settled(Decision decision) implements Verdict {
    @Override
    public Decision decide(StatementContext context, long epochSecond) {
      return decision;
    }
  }
}
