package dev.sluice.policy;

import dev.sluice.sql.RowCondition;
import dev.sluice.sql.TableName;
import java.util.List;

/**
 * A rule that lets callers see and change only some rows of tables.
 *
 * @param tables which tables
 * @param condition which of their rows
 * @param where the condition as it was written
 * @param callers for whom: for everybody if empty
 * @param unless for whom not
 */
record RowFilter(
    String id,
    Mode mode,
    List<TableGlob> tables,
    RowCondition condition,
    String where,
    List<CallerSelector> callers,
    List<CallerSelector> unless) {

  RowFilter {
    tables = List.copyOf(tables);
    callers = List.copyOf(callers);
    unless = List.copyOf(unless);
  }

  boolean enforced() {
    return mode == Mode.ENFORCE;
  }

  /** Whether this filter holds for the caller. Who may be in {@code unless} is not released. */
  boolean appliesTo(Viewpoint viewpoint) {
    boolean wanted = callers.isEmpty() || CallerSelector.any(callers, viewpoint) != Truth.NO;
    return wanted && CallerSelector.any(unless, viewpoint) != Truth.YES;
  }

  /** Whether any of the tables can be reached from a database, or may be. */
  boolean reachable(DatabaseScope scope) {
    return tables.stream().anyMatch(table -> scope.reaches(table.database()) != Truth.NO);
  }

  /** Whether a table is filtered, or may be. */
  boolean covers(DatabaseScope scope, TableName table) {
    return tables.stream().anyMatch(glob -> glob.test(scope, table) != Truth.NO);
  }
}
