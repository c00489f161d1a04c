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
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Compares the facts of statements with what PostgreSQL says that they need, and keeps count. */
final class Comparison {
  private static final Pattern SYSTEM_COLUMN =
      Pattern.compile("(?i)\\b(ctid|tableoid|xmin|xmax|cmin|cmax)\\b");
  private static final Pattern CONFLICT =
      Pattern.compile("(?i)\\bon\\s+conflict\\s+on\\s+constraint\\b|\\bexcluded\\.");

  private final String source;
  private final boolean ownForms;
  private final PrivilegeOracle oracle;
  private final SqlAnalyzer analyzer = new SqlAnalyzer();
  private final List<String> misses = new ArrayList<>();
  private final List<String> excesses = new ArrayList<>();
  private final List<String> opaque = new ArrayList<>();
  private final List<String> invalid = new ArrayList<>();
  private int statements;
  private int named;
  private int overNamed;

  /**
   * Columns of tables that the text does not name: it reaches them through a view or a child, for
   * which PostgreSQL asks for no right of the reader's.
   */
  private int behind;

  Comparison(String source, PrivilegeOracle oracle) {
    this(source, oracle, false);
  }

  /**
   * Begins a comparison.
   *
   * @param ownForms whether the statements have forms of PostgreSQL's for which it wants rights to
   *     columns that are not read, and nobody said for which
   */
  Comparison(String source, PrivilegeOracle oracle, boolean ownForms) {
    this.source = source;
    this.ownForms = ownForms;
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
          && !(ownForms && isNeededUnread(column, needed, sql, facts))
          && !unread.contains(column.table().name() + "." + column.column())
          && !unread.contains(column.table().name() + ".*")) {
        misses.add(column + " in " + sql);
      }
    }
    named += known.size();
    known.removeAll(needed);
    int excess = known.size();
    String text = sql.toLowerCase(Locale.ROOT);
    known.removeIf(column -> !text.contains(column.table().name().toLowerCase(Locale.ROOT)));
    behind += excess - known.size();
    overNamed += known.size();
    if (!known.isEmpty()) {
      excesses.add(known + " in " + sql);
    }
  }

  /**
   * Whether PostgreSQL may well want a right to the column although the statement does not read it:
   * a table's only column, for any use of the table; all columns, for a system column; the columns
   * of a constraint, or that {@code excluded} names; and one that only a {@code *} in a subquery
   * mentions, so that the statement does without it.
   */
  private boolean isNeededUnread(
      ColumnName column, Set<ColumnName> needed, String sql, SqlFacts facts) throws SQLException {
    List<String> all = oracle.columns(column.table());
    if (all.size() == 1 && facts.tables().contains(column.table())) {
      return true;
    }
    if (SYSTEM_COLUMN.matcher(sql).find()) {
      long wanted = needed.stream().filter(other -> other.table().equals(column.table())).count();
      return wanted == all.size();
    }
    if (CONFLICT.matcher(sql).find()) {
      return facts.tablesWritten().contains(column.table());
    }
    return sql.contains("*") && !oracle.isNamed(sql, column);
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

  /** The share of the columns named that PostgreSQL does not need, from 0 to 1. */
  double overNaming() {
    return total().overNaming();
  }

  String summary() {
    return total().summary();
  }

  private Total total() {
    Total total = new Total(source);
    total.add(this);
    return total;
  }

  /** Some of the statements of which too much is said, for a test that fails. */
  String details() {
    return String.join("\n", excesses.subList(0, Math.min(40, excesses.size())));
  }

  /** The sum of several comparisons. Confined to one thread. */
  static final class Total {
    private final String source;
    private final List<String> misses = new ArrayList<>();
    private int statements;
    private int invalid;
    private int opaque;
    private int checks;
    private int named;
    private int overNamed;
    private int behind;

    Total(String source) {
      this.source = source;
    }

    void add(Comparison comparison) {
      misses.addAll(comparison.misses);
      statements += comparison.statements;
      invalid += comparison.invalid.size();
      opaque += comparison.opaque.size();
      checks += comparison.oracle.checks();
      named += comparison.named;
      overNamed += comparison.overNamed;
      behind += comparison.behind;
    }

    List<String> misses() {
      return misses;
    }

    /** The share of the columns named that PostgreSQL does not need, from 0 to 1. */
    double overNaming() {
      return named == behind ? 0 : (double) overNamed / (named - behind);
    }

    String summary() {
      return String.format(
          "%-32s %6d statements (%d not accepted), %7d checks, %d misses, %.2f %% over-named,"
              + " %d columns reached through views and children, %.1f %% opaque",
          source,
          statements,
          invalid,
          checks,
          misses.size(),
          100 * overNaming(),
          behind,
          statements == 0 ? 0 : 100.0 * opaque / statements);
    }
  }
}
