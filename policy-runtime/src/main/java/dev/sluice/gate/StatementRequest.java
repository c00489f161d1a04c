package dev.sluice.gate;

import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.ParameterMarks;
import java.util.List;

/**
 * A statement, or a batch of them, that the service hands to a driver.
 *
 * @param sql the texts in order: one, or several for a batch of different texts. The empty list is
 *     a statement whose text is not known, and so opaque
 * @param batchSize how many executions the call stands for; 1 if it is no batch, 0 for an empty one
 * @param batch whether the call is {@code executeBatch}
 * @param marks how parameters stand in the texts
 */
public record StatementRequest(
    List<String> sql,
    int batchSize,
    boolean batch,
    Database database,
    Catalog catalog,
    ParameterMarks marks) {
  public StatementRequest {
    sql = List.copyOf(sql);
  }

  /** A request for JDBC. */
  public StatementRequest(
      List<String> sql, int batchSize, boolean batch, Database database, Catalog catalog) {
    this(sql, batchSize, batch, database, catalog, ParameterMarks.QUESTION_MARKS);
  }
}
