package dev.sluice.sql;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one statement does, as far as it is understood. If {@link #opaque()} holds a reason, the
 * other facts are what was found before understanding ended: a lower bound, never to be taken for
 * the whole. Immutable.
 *
 * @param dialect the dialect that the text was read in
 * @param shape the text without its literals ({@code ?} in their place), safe to show
 * @param fingerprint 16 lower-case hexadecimal digits: the hash of the key under which decisions on
 *     this shape are cached
 * @param operation the leading SQL command in upper case, such as {@code SELECT}; empty if unknown
 * @param summary {@code db.query.summary} of the semantic conventions: operations and their
 *     targets, at most 255 characters
 * @param effects everything that the statement does
 * @param tablesRead tables whose rows are read
 * @param tablesWritten tables whose rows or definitions are changed
 * @param columnsRead base columns whose values are read anywhere in the statement
 * @param columnsWritten base columns that are written
 * @param columnsStored base columns whose values, or what is computed from them, may end up in what
 *     is written; all of {@code columnsRead} where that was not told apart
 * @param shapingColumns base columns that decide which rows come and in what order (WHERE, JOIN,
 *     GROUP BY, ORDER BY, DISTINCT, HAVING, windows)
 * @param output the columns of the result in order; empty if the statement returns no rows
 * @param functions functions called, folded, qualified where the statement qualifies them
 * @param unrestricted whether an UPDATE or DELETE has no WHERE, or one that is always true;
 *     TRUNCATE always
 * @param hasLimit whether the outermost query has a LIMIT, FETCH FIRST or TOP
 * @param statements the number of statements in the text, at least 1
 * @param opaque why the statement is not fully understood; empty if it is
 */
public record SqlFacts(
    Dialect dialect,
    String shape,
    String fingerprint,
    String operation,
    String summary,
    Set<Effect> effects,
    Set<TableName> tablesRead,
    Set<TableName> tablesWritten,
    Set<ColumnName> columnsRead,
    Set<ColumnName> columnsWritten,
    Set<ColumnName> columnsStored,
    Set<ColumnName> shapingColumns,
    List<OutputColumn> output,
    Set<String> functions,
    boolean unrestricted,
    boolean hasLimit,
    int statements,
    List<String> opaque) {

  public SqlFacts {
    effects = Set.copyOf(effects);
    tablesRead = Set.copyOf(tablesRead);
    tablesWritten = Set.copyOf(tablesWritten);
    columnsRead = Set.copyOf(columnsRead);
    columnsWritten = Set.copyOf(columnsWritten);
    columnsStored = Set.copyOf(columnsStored);
    shapingColumns = Set.copyOf(shapingColumns);
    output = List.copyOf(output);
    functions = Set.copyOf(functions);
    opaque = List.copyOf(opaque);
  }

  /** Facts in which what is stored is not told apart from what is read. */
  public SqlFacts(
      Dialect dialect,
      String shape,
      String fingerprint,
      String operation,
      String summary,
      Set<Effect> effects,
      Set<TableName> tablesRead,
      Set<TableName> tablesWritten,
      Set<ColumnName> columnsRead,
      Set<ColumnName> columnsWritten,
      Set<ColumnName> shapingColumns,
      List<OutputColumn> output,
      Set<String> functions,
      boolean unrestricted,
      boolean hasLimit,
      int statements,
      List<String> opaque) {
    this(
        dialect,
        shape,
        fingerprint,
        operation,
        summary,
        effects,
        tablesRead,
        tablesWritten,
        columnsRead,
        columnsWritten,
        columnsRead,
        shapingColumns,
        output,
        functions,
        unrestricted,
        hasLimit,
        statements,
        opaque);
  }

  /** The facts of a statement of which nothing is known but why. */
  public static SqlFacts unknown(Dialect dialect, String fingerprint, String reason) {
    return new SqlFacts(
        dialect,
        "",
        fingerprint,
        "",
        "",
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of(),
        List.of(),
        Set.of(),
        false,
        false,
        1,
        List.of(reason));
  }

  public boolean isOpaque() {
    return !opaque.isEmpty();
  }

  /** The classes of all effects. */
  public Set<StatementClass> classes() {
    Set<StatementClass> classes = EnumSet.noneOf(StatementClass.class);
    for (Effect effect : effects) {
      classes.add(effect.statementClass());
    }
    return classes;
  }

  /** Tables read and written. */
  public Set<TableName> tables() {
    Set<TableName> tables = new LinkedHashSet<>(tablesRead);
    tables.addAll(tablesWritten);
    return tables;
  }
}
