package dev.sluice.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A case of a policy's tests.
 *
 * @param line from 1
 * @param column from 1
 * @param at when the statement runs
 */
record TestCase(
    String source,
    int line,
    int column,
    String name,
    StatementContext context,
    Instant at,
    List<Expectation> expectations) {
  TestCase {
    expectations = List.copyOf(expectations);
  }

  PolicyTests.Result run(Policy policy) {
    Explanation explanation = policy.explain(context, at);
    List<PolicyTests.Difference> differences = new ArrayList<>();
    for (Expectation expectation : expectations) {
      differences.addAll(expectation.differences(explanation));
    }
    return new PolicyTests.Result(source, line, column, name, differences, explanation);
  }
}
