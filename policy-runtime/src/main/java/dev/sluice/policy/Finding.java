package dev.sluice.policy;

import java.util.Comparator;

/**
 * One reason for an action.
 *
 * @param rule the id of the rule or default
 * @param origin what spoke
 */
record Finding(Action action, Origin origin, String rule, String message, String fix) {
  /** What spoke, the most telling first. */
  enum Origin {
    GUARDRAIL,
    UNENFORCEABLE,
    MASK,
    SESSION,
    OPAQUE,
    UNKNOWN_CALLER,
    UNMATCHED
  }

  /**
   * The deciding finding first: the strongest action; among equals a rule before a default, as
   * {@link Origin} lists them; then the smaller id. The order of rules in a file never matters.
   */
  static final Comparator<Finding> DECIDING_FIRST =
      Comparator.comparing(Finding::action)
          .reversed()
          .thenComparing(Finding::origin)
          .thenComparing(Finding::rule)
          .thenComparing(Finding::message);

  static Finding of(Guardrail rule) {
    return new Finding(rule.action(), Origin.GUARDRAIL, rule.id(), rule.message(), rule.fix());
  }
}
