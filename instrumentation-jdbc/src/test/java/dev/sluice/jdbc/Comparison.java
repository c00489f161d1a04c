package dev.sluice.jdbc;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares the facts of statements with what PostgreSQL says that they need, and keeps count. */
final class Comparison {
  private final String source;
  private final PrivilegeOracle oracle;
  private final SqlAnalyzer analyzer = new SqlAnalyzer(10);
  private final List<String> misses = new ArrayList<>();
  private final List<String> excesses = new ArrayList<>();
  private final List<String> opaque = new ArrayList<>();
  private final List<String> invalid = new ArrayList<>();
  private int statements;
  private int named;
  private int overNamed;

  Comparison(String source, PrivilegeOracle oracle) {
    this.source = source;
    this.oracle = oracle;
  }

  void compare(String sql, Catalog catalog) throws SQLException {
    compare(sql, catalog, List.of());
  }

  /**
   * Compares one statement.
   *
   * @param unread columns that PostgreSQL needs for it without reading them, such as {@code
   *     people.id} or {@code people.*}
   */
  void compare(String sql, Catalog catalog, List<String> unread) throws SQLException {
    Set<ColumnName> needed = oracle.needed(sql);
    if (needed == null) {
      invalid.add(sql);
      return;
    }
    statements++;
    SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, catalog);
    if (facts.isOpaque()) {
      opaque.add(facts.opaque().get(0) + " in " + sql);
      return;
    }
    Set<ColumnName> known = new HashSet<>(facts.columnsRead());
    known.addAll(facts.shapingColumns());
    known.addAll(facts.columnsStored());
    known.removeIf(column -> !oracle.knows(column));
    for (ColumnName column : needed) {
      if (!known.contains(column)
          && !unread.contains(column.table().name() + "." + column.column())
          && !unread.contains(column.table().name() + ".*")) {
        misses.add(column + " in " + sql);
      }
    }
    named += known.size();
    known.removeAll(needed);
    overNamed += known.size();
    if (!known.isEmpty()) {
      excesses.add(known + " in " + sql);
    }
  }

  /** Columns that PostgreSQL needs and the facts do not name. */
  List<String> misses() {
    return misses;
  }

  List<String> opaque() {
    return opaque;
  }

  /** Statements that PostgreSQL did not accept at all. */
  List<String> invalid() {
    return invalid;
  }

  int statements() {
    return statements;
  }

  /** The share of the columns named that PostgreSQL does not need, from 0 to 1. */
  double overNaming() {
    return named == 0 ? 0 : (double) overNamed / named;
  }

  String summary() {
    return String.format(
        "%-24s %6d statements (%d not accepted), %7d checks, %d misses, %.2f %% over-named,"
            + " %.1f %% opaque",
        source,
        statements,
        invalid.size(),
        oracle.checks(),
        misses.size(),
        100 * overNaming(),
        statements == 0 ? 0 : 100.0 * opaque.size() / statements);
  }

  /** Some of the statements of which too much is said, for a test that fails. */
  String details() {
    return String.join("\n", excesses.subList(0, Math.min(40, excesses.size())));
  }
}
