package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.SqlFacts;

/**
 * All that a rule may read of one statement.
 *
 * @param catalog the tables as the statement was read with: of the same facts always the same
 */
public record StatementContext(
    SqlFacts facts, Caller caller, Database database, int batchSize, Catalog catalog) {
  /** A statement that was read without a catalog. */
  public StatementContext(SqlFacts facts, Caller caller, Database database, int batchSize) {
    this(facts, caller, database, batchSize, Catalog.EMPTY);
  }
}
