package dev.sluice.policy;

/**
 * An entry of {@code audit}: how the text of the statements that it matches is told. Without an
 * entry it is told as its shape, which holds no values. An entry that says {@code full} asks as a
 * rule that allows does: all of the statement must match, for certain. One that says {@code shape}
 * asks as a rule that refuses: any of it may match; it outweighs every other. So no order and no
 * doubt puts a value where it does not belong.
 *
 * @param asked what must match, its action {@link Action#ALLOW} for {@code full} and {@link
 *     Action#DENY} for {@code shape}
 */
record AuditEntry(Guardrail asked) {
  boolean isFull() {
    return asked.action() == Action.ALLOW;
  }

  /** Whether this entry can match any statement of the caller on the database. */
  boolean appliesTo(Viewpoint viewpoint, Database database) {
    return asked.appliesTo(viewpoint, database);
  }

  boolean matches(StatementView statement) {
    return asked.concerns(statement);
  }
}
