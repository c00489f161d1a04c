package dev.sluice.policy;

import java.util.List;

/**
 * What the guardrails of one standing say of a statement.
 *
 * @param matched those that match
 * @param errors of those whose condition failed, whether that was taken as a match or not
 * @param open those that match if their condition holds, which may vary between executions
 */
record Matches(List<Guardrail> matched, List<RuleError> errors, List<Guardrail> open) {
  Matches {
    matched = List.copyOf(matched);
    errors = List.copyOf(errors);
    open = List.copyOf(open);
  }
}
