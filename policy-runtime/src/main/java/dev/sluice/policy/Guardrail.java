package dev.sluice.policy;

import java.util.List;

/**
 * A rule on statements.
 *
 * @param callerClauses all must hold
 * @param statementClauses all must hold
 * @param message for the one who is refused; may be empty
 * @param fix for the one who is refused; may be empty
 */
record Guardrail(
    String id,
    Mode mode,
    Action action,
    List<CallerClause> callerClauses,
    List<StatementClause> statementClauses,
    String message,
    String fix) {

  Guardrail {
    callerClauses = List.copyOf(callerClauses);
    statementClauses = List.copyOf(statementClauses);
  }

  boolean enforced() {
    return mode == Mode.ENFORCE;
  }

  boolean refuses() {
    return action.compareTo(Action.APPROVE) >= 0;
  }

  /** Whether this rule can match any statement of the caller on the database. */
  boolean appliesTo(Viewpoint viewpoint, Database database) {
    Truth truth = Truth.YES;
    for (CallerClause clause : callerClauses) {
      truth = truth.and(clause.test(viewpoint, database));
    }
    return truth.matches(action);
  }

  /** Whether this rule can match a statement of anybody on the database. */
  boolean appliesTo(Database database) {
    for (CallerClause clause : callerClauses) {
      if (clause instanceof CallerClause.InEnvironment environment
          && !environment.test(database).matches(action)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether this rule, which applies to the caller, matches the statement. The facts of an opaque
   * statement are a lower bound: enough to restrict it, never to allow it.
   */
  boolean matches(StatementView statement) {
    boolean allows = action == Action.ALLOW;
    if (allows && statement.facts().isOpaque() && !statementClauses.isEmpty()) {
      return false;
    }
    Truth truth = Truth.YES;
    for (StatementClause clause : statementClauses) {
      truth = truth.and(clause.test(statement, allows));
    }
    return truth.matches(action);
  }
}
