package dev.sluice.policy;

/**
 * A rule whose condition came to an error instead of an answer. A rule that restricts was taken as
 * matched, one that allows as not matched.
 *
 * @param rule the id of the rule
 * @param error what went wrong; it quotes no data
 */
public record RuleError(String rule, String error) {
  @Override
  public String toString() {
    return rule + ": " + error;
  }
}
