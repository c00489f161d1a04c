package dev.sluice.policy;

import java.util.List;

/**
 * What the guardrails of one standing say of a statement.
 *
 * @param matched those that match
 * @param errors of those whose condition failed, whether that was taken as a match or not
 * @param exemptions ids of those that lifted a rule
 * @param open those of which it may vary between executions whether they match
 */
record Matches(
    List<Guardrail> matched, List<RuleError> errors, List<String> exemptions, List<Open> open) {
  Matches {
    matched = List.copyOf(matched);
    errors = List.copyOf(errors);
    exemptions = List.copyOf(exemptions);
    open = List.copyOf(open);
  }

  /**
   * A rule that matches if its condition holds, unless it is lifted.
   *
   * @param exemptions for the caller and the statement, which may end
   */
  record Open(Guardrail guardrail, List<Exemption> exemptions) {
    Open {
      exemptions = List.copyOf(exemptions);
    }
  }
}
