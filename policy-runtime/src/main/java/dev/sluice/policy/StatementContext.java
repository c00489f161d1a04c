package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.SqlFacts;
import java.util.Set;

/**
 * All that a rule may read of one statement.
 *
 * @param catalog the tables as the statement was read with: of the same facts always the same
 * @param hasRead tags that an AI caller is said to have read, besides what is known of it
 */
public record StatementContext(
    SqlFacts facts,
    Caller caller,
    Database database,
    int batchSize,
    Catalog catalog,
    Set<String> hasRead) {
  public StatementContext {
    hasRead = Set.copyOf(hasRead);
  }

  /** A statement of a caller of whom nothing is said but what is known. */
  public StatementContext(
      SqlFacts facts, Caller caller, Database database, int batchSize, Catalog catalog) {
    this(facts, caller, database, batchSize, catalog, Set.of());
  }

  /** A statement that was read without a catalog. */
  public StatementContext(SqlFacts facts, Caller caller, Database database, int batchSize) {
    this(facts, caller, database, batchSize, Catalog.EMPTY);
  }
}
