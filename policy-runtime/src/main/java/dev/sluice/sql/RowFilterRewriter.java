package dev.sluice.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts row filters into statements. Thread-safe.
 *
 * <p>The text that the service wrote stays as it is; at each place where it names a filtered table,
 * something is put around it or behind it:
 *
 * <ul>
 *   <li>A table that is read, wherever FROM can stand, becomes {@code (SELECT * FROM table WHERE
 *       condition) AS table}: the same columns of fewer rows under the same name. What is joined,
 *       grouped, counted or looked for then is what it would be if the other rows did not exist.
 *   <li>An UPDATE or DELETE gets {@code WHERE (condition) AND (what stood there)}.
 * </ul>
 *
 * <p>Which places these are is not guessed from the text: they are those at which {@link
 * StatementReader} resolved a name to the table ({@link TableUse}). If it has read or written a
 * filtered table in any other way, the statement is refused. The result is analysed again: it must
 * do what the original does, to the same tables, with the same columns as a result, and name each
 * filtered table at those places alone.
 *
 * <p>A database may compute a condition of the statement's before the filter's, and fail on a row
 * that the filter would have kept from it, which tells of that row. Where the facts say that this
 * may happen, the rows that are read are fenced (by {@code OFFSET 0}, or a LIMIT past any number of
 * rows, beyond which no database moves a condition), and a condition of a change is asked only
 * where the filter's holds, by CASE.
 */
public final class RowFilterRewriter {
  private static final long REMEMBERED = 1_000;
  private static final int LONGEST_REMEMBERED = 10 * 1024;
  private static final int MOST_CHECKED = 16;
  private static final Set<Effect> FILTERED =
      EnumSet.of(Effect.SELECT, Effect.INSERT, Effect.UPDATE, Effect.DELETE);
  private static final Set<String> OPERATIONS =
      Set.of("SELECT", "VALUES", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE");

  /** Reads a text. */
  @FunctionalInterface
  public interface Analysis {
    SqlFacts analyze(String sql, Dialect dialect, Catalog catalog);
  }

  /** What came of it: a text to send, in two forms, or a reason why there is none. */
  public static final class Result {
    private final @Nullable String refusal;
    private final @Nullable FilteredText bound;
    private final @Nullable FilteredText literal;

    private Result(
        @Nullable String refusal, @Nullable FilteredText bound, @Nullable FilteredText literal) {
      this.refusal = refusal;
      this.bound = bound;
      this.literal = literal;
    }

    static Result refused(String reason) {
      return new Result(reason, null, null);
    }

    /** Why the statement cannot be filtered, as a clause; null if it can. */
    public @Nullable String refusal() {
      return refusal;
    }

    /**
     * For a prepared statement: the values are parameters.
     *
     * @throws IllegalStateException if it is refused
     */
    public FilteredText bound() {
      return present(bound);
    }

    /**
     * For a plain statement, which has no parameters: the values are literals, written so that
     * nothing of a value stands in the text but the hexadecimal digits of its code units.
     *
     * @throws IllegalStateException if it is refused
     */
    public FilteredText literal() {
      return present(literal);
    }

    private FilteredText present(@Nullable FilteredText text) {
      if (text == null) {
        throw new IllegalStateException("refused: " + refusal);
      }
      return text;
    }
  }

  private record Key(String sql, Dialect dialect, Catalog catalog, TableFilters filters) {
    @Override
    @SuppressWarnings("ReferenceEquality") // another object is another catalog, or decision
    public boolean equals(Object other) {
      return other instanceof Key key
          && catalog == key.catalog
          && filters == key.filters
          && dialect == key.dialect
          && sql.equals(key.sql);
    }

    @Override
    public int hashCode() {
      return (sql.hashCode() * 31 + System.identityHashCode(catalog)) * 31
          + System.identityHashCode(filters);
    }
  }

  /**
   * What depends on the text and the policy alone.
   *
   * @param filters the conditions of the tables that the text touches; empty if it touches none
   * @param sites where they stand; null if it is refused, or touches none
   * @param checked texts that were found to do the same
   */
  private record Known(
      Map<TableName, RowCondition> filters,
      @Nullable TableSites sites,
      @Nullable String refusal,
      Set<String> checked) {}

  private final Analysis analysis;
  private final Cache<Key, Known> known =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  /**
   * @param analysis reads the filtered text again
   */
  public RowFilterRewriter(Analysis analysis) {
    this.analysis = analysis;
  }

  /**
   * Puts filters into a text.
   *
   * @param facts of the text
   * @param catalog with which it was read
   * @param filters what was found for a text is remembered with this very object
   * @param values of the caller
   * @param marks how parameters stand in the text
   * @return null if the text touches no filtered table
   */
  public @Nullable Result rewrite(
      String sql,
      SqlFacts facts,
      Catalog catalog,
      TableFilters filters,
      CallerValues values,
      ParameterMarks marks) {
    Key key = new Key(sql, facts.dialect(), catalog, filters);
    Known sites = known.getIfPresent(key);
    if (sites == null) {
      sites = find(sql, facts, catalog, filters);
      if (sql.length() <= LONGEST_REMEMBERED) {
        known.put(key, sites);
      }
    }
    if (sites.refusal() != null) {
      return Result.refused(sites.refusal());
    }
    if (sites.sites() == null) {
      return null;
    }
    try {
      return new Writing(sql, facts, catalog, sites.filters(), values, sites.sites(), marks)
          .write(sites);
    } catch (FilterRefusedException refused) {
      return Result.refused(refused.reason());
    }
  }

  private static Known find(String sql, SqlFacts facts, Catalog catalog, TableFilters all) {
    Set<String> checked = ConcurrentHashMap.newKeySet();
    Map<TableName, RowCondition> filters = touched(facts, catalog, all);
    if (filters.isEmpty()) {
      return new Known(filters, null, null, checked);
    }
    try {
      if (facts.dialect().isGeneric()) {
        throw new FilterRefusedException("statements of this database cannot be rewritten");
      }
      if (!FILTERED.containsAll(facts.effects()) || !OPERATIONS.contains(facts.operation())) {
        throw new FilterRefusedException("it does more than read and change rows");
      }
      TableSites sites = TableSites.of(sql, facts.dialect(), catalog, filters);
      if (facts.dialect() != Dialect.POSTGRESQL && !sites.reads().isEmpty() && sites.locksRows()) {
        throw new FilterRefusedException("it locks the rows that it reads");
      }
      return new Known(filters, sites, null, checked);
    } catch (FilterRefusedException refused) {
      return new Known(filters, null, refused.reason(), checked);
    } catch (RuntimeException | StackOverflowError problem) {
      String reason = "it could not be read again: " + problem.getClass().getSimpleName();
      return new Known(filters, null, reason, checked);
    }
  }

  /** The conditions of all tables of whose rows the statement can see or change any. */
  private static Map<TableName, RowCondition> touched(
      SqlFacts facts, Catalog catalog, TableFilters all) {
    Set<TableName> tables = new HashSet<>();
    for (TableName table : facts.tables()) {
      tables.add(table);
      Catalog.Relation relation = catalog.find(table.schema(), table.name());
      if (relation != null) {
        relation
            .origins()
            .values()
            .forEach(origins -> origins.forEach(origin -> tables.add(origin.table())));
      }
    }
    Map<TableName, RowCondition> filters = new HashMap<>();
    for (TableName table : tables) {
      RowCondition condition = all.of(table);
      if (condition != null) {
        filters.put(table, condition);
      }
    }
    return Map.copyOf(filters);
  }

  /** One rewriting. */
  private final class Writing {
    private final String sql;
    private final SqlFacts facts;
    private final Catalog catalog;
    private final Map<TableName, RowCondition> filters;
    private final CallerValues values;
    private final TableSites sites;
    private final boolean fenced;

    /** The highest number of a parameter; -1 if they are question marks. */
    private final int numbered;

    private final List<Edit> edits = new ArrayList<>();
    private final Set<ColumnName> filtering = new HashSet<>();

    /** What stands at an offset of the text in place of the characters up to another one. */
    private record Edit(int start, int end, List<FilterCondition.Piece> pieces) {}

    Writing(
        String sql,
        SqlFacts facts,
        Catalog catalog,
        Map<TableName, RowCondition> filters,
        CallerValues values,
        TableSites sites,
        ParameterMarks marks)
        throws FilterRefusedException {
      this.sql = sql;
      this.facts = facts;
      this.catalog = catalog;
      this.filters = filters;
      this.values = values;
      this.sites = sites;
      this.fenced = mayFail();
      this.numbered = sites.numbered(marks);
    }

    Result write(Known known) throws FilterRefusedException {
      for (Map.Entry<TableName, RowCondition> filter : filters.entrySet()) {
        Catalog.Relation relation = catalog.find(filter.getKey().schema(), filter.getKey().name());
        if (relation == null) {
          throw new FilterRefusedException(
              "the columns of the table " + filter.getKey() + " are not known");
        }
        filtering.addAll(FilterCondition.columns(filter.getValue(), relation));
      }
      for (TableSites.Read read : sites.reads()) {
        List<FilterCondition.Piece> pieces = new ArrayList<>();
        pieces.add(text("(SELECT * FROM " + sql.substring(read.start(), read.end()) + " WHERE "));
        pieces.addAll(condition(read.table(), read.qualifier()));
        pieces.add(text(fence() + (read.hasAlias() ? ")" : ") AS " + read.qualifier())));
        edits.add(new Edit(read.start(), read.end(), pieces));
      }
      for (TableSites.Changed change : sites.changes()) {
        addChange(change);
      }
      edits.sort(Comparator.comparing(Edit::start));
      FilteredText bound = render(false);
      if (!known.checked().contains(bound.text())) {
        check(bound.text());
        if (known.checked().size() < MOST_CHECKED) {
          known.checked().add(bound.text());
        }
      }
      return new Result(null, bound, render(true));
    }

    private void addChange(TableSites.Changed change) throws FilterRefusedException {
      List<FilterCondition.Piece> condition = condition(change.table(), change.qualifier());
      List<FilterCondition.Piece> pieces = new ArrayList<>();
      pieces.add(text(change.where() < 0 ? " WHERE (" : " ("));
      pieces.addAll(condition);
      if (change.where() < 0) {
        pieces.add(text(")"));
        edits.add(new Edit(change.end(), change.end(), pieces));
        return;
      }
      if (fenced) {
        pieces.add(text(") AND CASE WHEN ("));
        pieces.addAll(condition);
        pieces.add(text(") THEN ("));
      } else {
        pieces.add(text(") AND ("));
      }
      edits.add(new Edit(change.where(), change.where(), pieces));
      String end = fenced ? ") ELSE FALSE END" : ")";
      edits.add(new Edit(change.end(), change.end(), List.of(text(end))));
    }

    private List<FilterCondition.Piece> condition(Catalog.Relation table, String qualifier)
        throws FilterRefusedException {
      RowCondition condition = filters.get(table.name());
      if (condition == null) {
        throw new FilterRefusedException("the table " + table.name() + " is found by two names");
      }
      return FilterCondition.write(condition, table, qualifier, facts.dialect(), values);
    }

    private static FilterCondition.Piece text(String text) {
      return new FilterCondition.Piece.Text(text);
    }

    /** Whether a condition of the statement's could fail on a row that the filter takes out. */
    private boolean mayFail() {
      if (facts.dialect() != Dialect.POSTGRESQL && sites.onlyCompares(facts.functions())) {
        return false; // MySQL and H2 convert, where PostgreSQL decides on types beforehand
      }
      for (ColumnName column : facts.raisingColumns()) {
        if (facts.shapingColumns().contains(column) && filters.containsKey(column.table())) {
          return true;
        }
      }
      return false;
    }

    private String fence() {
      if (!fenced) {
        return "";
      }
      return switch (facts.dialect()) {
        case POSTGRESQL -> " OFFSET 0";
        case MYSQL, MARIADB -> " LIMIT 18446744073709551615";
        case H2, ORACLE, SQLSERVER, ANSI -> " LIMIT 9223372036854775807";
      };
    }

    // ---- text

    private FilteredText render(boolean literal) {
      StringBuilder text = new StringBuilder(sql.length() + 64 * edits.size());
      List<FilteredText.Bound> bound = new ArrayList<>();
      int parameters = Math.max(numbered, 0);
      int copied = 0;
      for (Edit edit : edits) {
        parameters += numbered < 0 ? marks(copied, edit.start()) : 0;
        text.append(sql, copied, edit.start());
        for (FilterCondition.Piece piece : edit.pieces()) {
          if (piece instanceof FilterCondition.Piece.Text plain) {
            text.append(plain.text());
          } else if (piece instanceof FilterCondition.Piece.Value value) {
            if (literal) {
              SqlLiteral.append(text, value.value(), value.type(), facts.dialect());
            } else {
              parameters++;
              text.append(numbered < 0 ? "?" : "$" + parameters);
              bound.add(new FilteredText.Bound(parameters, value.value(), value.type()));
            }
          }
        }
        copied = edit.end();
      }
      text.append(sql, copied, sql.length());
      return new FilteredText(text.toString(), bound);
    }

    /** Every question mark is a parameter: {@link TableSites} has seen to that. */
    private int marks(int from, int to) {
      int marks = 0;
      for (int i = from; i < to; i++) {
        marks += sql.charAt(i) == '?' ? 1 : 0;
      }
      return marks;
    }

    // ---- the proof

    private void check(String text) throws FilterRefusedException {
      SqlFacts again = analysis.analyze(text, facts.dialect(), catalog);
      if (again.isOpaque()) {
        throw new FilterRefusedException(
            "it is not understood with the filter in it: " + again.opaque().get(0));
      }
      Set<TableName> read = new HashSet<>(facts.tablesRead());
      read.addAll(filters.keySet());
      boolean same =
          again.operation().equals(facts.operation())
              && again.effects().equals(facts.effects())
              && again.tablesWritten().equals(facts.tablesWritten())
              && again.columnsWritten().equals(facts.columnsWritten())
              && again.functions().equals(facts.functions())
              && again.sessionChanges().equals(facts.sessionChanges())
              && again.statements() == facts.statements()
              && again.hasLimit() == facts.hasLimit()
              && again.limit() == facts.limit()
              && again.valuesRows() == facts.valuesRows()
              && again.tablesRead().containsAll(facts.tablesRead())
              && read.containsAll(again.tablesRead())
              && within(again.columnsRead(), facts.columnsRead())
              && sameOutput(again.output());
      if (!same) {
        throw new FilterRefusedException("with the filter in it, it would do something else");
      }
      checkPlaces(text);
    }

    private boolean within(Set<ColumnName> again, Set<ColumnName> before) {
      Set<ColumnName> more = new HashSet<>(again);
      more.removeAll(before);
      return again.containsAll(before) && filtering.containsAll(more);
    }

    private boolean sameOutput(List<OutputColumn> again) {
      if (again.size() != facts.output().size()) {
        return false;
      }
      for (int i = 0; i < again.size(); i++) {
        OutputColumn before = facts.output().get(i);
        OutputColumn now = again.get(i);
        boolean same =
            now.label().equals(before.label())
                && (now.lineage().equals(before.lineage())
                    || (now.lineage() instanceof Lineage.Derived derived
                        && before.lineage() instanceof Lineage.Derived was
                        && within(derived.sources(), was.sources())));
        if (!same) {
          return false;
        }
      }
      return true;
    }

    /** Each filtered table must stand where it was put, and nowhere else. */
    private void checkPlaces(String text) throws FilterRefusedException {
      TableSites again = TableSites.of(text, facts.dialect(), catalog, filters);
      boolean same =
          again.reads().size() == sites.reads().size()
              && again.changes().size() == sites.changes().size();
      for (TableSites.Read read : again.reads()) {
        same &= text.startsWith("(SELECT * FROM ", Math.max(0, read.start() - 15));
      }
      for (TableSites.Changed change : again.changes()) {
        same &= change.where() >= 0 && text.startsWith(" (", change.where());
      }
      if (!same) {
        throw new FilterRefusedException("with the filter in it, it names other tables");
      }
    }
  }
}
