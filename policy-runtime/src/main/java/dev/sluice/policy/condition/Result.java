package dev.sluice.policy.condition;

/** What a condition comes to. An error is a value like the others: nothing is thrown. */
public enum Result {
  FALSE,
  TRUE,
  /** A number that overflows, a claim that is not there, or too much work. */
  ERROR;

  static Result of(boolean answer) {
    return answer ? TRUE : FALSE;
  }
}
