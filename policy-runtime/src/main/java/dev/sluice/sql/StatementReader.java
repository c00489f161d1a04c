package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/**
 * Reads one statement: queries and writes through the parser's tree, all others by their leading
 * words. What the parser does not understand keeps the effect that its leading word tells.
 *
 * <h2>Method for statements that are no plain queries</h2>
 *
 * <p><i>Writes</i> ({@link WriteReader}) are read from the same tree, in the same scopes and with
 * the same {@link Value}s as queries, so that each value's way can be told: a {@link Copy} for each
 * column that a stored value is made of. What a write only compares is read but not stored. Where
 * positions do not settle which column a value goes to, it goes to all of them.
 *
 * <p><i>Everything else</i> has no tree that could be trusted: the parser knows some of these
 * statements, skips the inside of others, and keeps many as mere text. They are read from our own
 * tokens by {@link DefinitionReader}, {@link TableChange}, {@link CopyReader} and {@link
 * CommandReader}. A reader of tokens cannot say what each token means; it says what a statement
 * that begins with these words can do at most, and looks for what would make it do more:
 *
 * <ul>
 *   <li>a query inside of it goes through the tree, or else makes the statement opaque;
 *   <li>a call of a function that is not known, where the statement runs it now or has it run with
 *       every row that is written later, makes it opaque;
 *   <li>each name that is one of the table's columns counts, whatever part it plays.
 * </ul>
 *
 * <p><i>Understood</i> means that no effect and no object escapes us, not that the statement is
 * harmless: what reaches beyond the database is marked {@link Effect#EXTERNAL} and left to the
 * policy. Three kinds stay opaque for ever. What runs a text that is not in the statement: EXECUTE,
 * DO, CALL. What shows rows of a query that was named elsewhere: FETCH. And what puts code where
 * other statements run it without naming it (triggers, rules, operators, casts, routines that
 * replace one or are called like a known one): a routine that must be called by a name of its own
 * is unknown again where it is called, these never would be.
 *
 * <p><i>Names are what masks hold on to.</i> A table or column that is renamed, moved to another
 * schema or shown through another table takes its values along, to where the tags of the old name
 * do not follow; so each of these is a copy, too.
 *
 * <p>What a schema does by itself is not a statement's: triggers, rules, defaults, generated
 * columns and cascades that were there before are for whoever made them to answer for. But what
 * triggers, rules and constraints could tell of is said beside its facts ({@link Disclosure}, found
 * by {@link FiredTriggers} and {@link TestedConstraints}), for those who must not learn of it by
 * whatever way.
 */
final class StatementReader {
  private final Tokens tokens;
  private final CanonicalText text;
  private final Dialect dialect;
  private final Catalog catalog;
  private final FactsCollector facts;
  private List<OutputColumn> output = List.of();
  private boolean hasLimit;
  private long limit = Measures.UNKNOWN;

  StatementReader(
      Tokens tokens, CanonicalText text, Dialect dialect, Catalog catalog, FactsCollector facts) {
    this.tokens = tokens;
    this.text = text;
    this.dialect = dialect;
    this.catalog = catalog;
    this.facts = facts;
  }

  List<OutputColumn> output() {
    return output;
  }

  boolean hasLimit() {
    return hasLimit;
  }

  /** As {@link SqlFacts#limit()}. */
  long limit() {
    return limit;
  }

  /** The leading word in upper case, behind opening parentheses; empty if there is none. */
  static String leadingWord(Tokens tokens, int from, int to) {
    int index = from;
    while (index < to && tokens.isSymbol(index, '(')) {
      index++;
    }
    return index < to && tokens.kind(index) == Tokens.WORD
        ? tokens.text(index).toUpperCase(Locale.ROOT)
        : "";
  }

  /** The command in upper case: behind WITH, that of the statement which WITH belongs to. */
  static String operation(Tokens tokens, int from, int to) {
    String leading = leadingWord(tokens, from, to);
    if (!leading.equals("WITH")) {
      return leading;
    }
    int depth = 0;
    for (int i = from; i < to; i++) {
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (depth == 0
          && tokens.isAnyWord(i, "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES")) {
        return tokens.text(i).toUpperCase(Locale.ROOT);
      }
    }
    return leading;
  }

  /** Reads the tokens {@code from} to {@code to}, the last one excluded. */
  void read(int from, int to) {
    SessionReader.read(tokens, from, to, dialect, facts);
    String operation = leadingWord(tokens, from, to);
    switch (operation) {
      case "SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE" ->
          readTree(from, to);
      case "EXPLAIN", "DESCRIBE", "DESC" -> readExplain(from, to);
      case "ANALYZE" -> readAnalyze(from, to);
      case "DECLARE" -> readDeclare(from, to);
      case "PREPARE" -> readPrepare(from, to);
      case "COPY" -> new CopyReader(tokens, dialect, catalog, facts, this).read(from, to);
      case "CREATE", "ALTER", "DROP", "TRUNCATE", "RENAME", "COMMENT", "SECURITY", "REASSIGN" ->
          new DefinitionReader(tokens, dialect, catalog, facts, this).read(operation, from, to);
      case "CALL" -> readCall(from, to);
      case "DO" -> readDo(from, to);
      default -> new CommandReader(tokens, dialect, catalog, facts).read(operation, from, to);
    }
  }

  // ---- queries and writes

  /** Reads a query or write through the parser. */
  void readTree(int from, int end) {
    if (isAtCursor(from, end)) {
      readTree(from, end - 4);
      // the row that the cursor stands on
      facts.unrestricted = false;
      return;
    }
    int to = withoutLockClause(from, end);
    try {
      walk(RangeParser.parse(tokens, text, from, to, dialect), from, to);
    } catch (NotUnderstoodException e) {
      facts.opaque(e.reason());
      Glimpse.take(tokens, from, to, dialect, catalog, facts);
    } catch (RuntimeException | StackOverflowError e) {
      // a fault of the parser's or ours must not let the statement pass, nor reach the service
      facts.opaque("the analysis failed: " + e.getClass().getSimpleName());
      Glimpse.take(tokens, from, to, dialect, catalog, facts);
    }
  }

  /** A plain UPDATE or DELETE ... WHERE CURRENT OF cursor, which the parser does not know. */
  private boolean isAtCursor(int from, int to) {
    return dialect == Dialect.POSTGRESQL
        && tokens.isAnyWord(from, "UPDATE", "DELETE")
        && to - from > 5
        && tokens.isWord(to - 4, "WHERE")
        && tokens.isWord(to - 3, "CURRENT")
        && tokens.isWord(to - 2, "OF")
        && tokens.isName(to - 1);
  }

  /** MySQL's old way to say FOR SHARE, which the parser does not know. */
  private int withoutLockClause(int from, int to) {
    boolean found =
        dialect.schemaIsDatabase()
            && to - from > 4
            && tokens.isWord(to - 4, "LOCK")
            && tokens.isWord(to - 3, "IN")
            && tokens.isWord(to - 2, "SHARE")
            && tokens.isWord(to - 1, "MODE");
    return found ? to - 4 : to;
  }

  private void walk(ParsedText parsed, int from, int to) {
    ReadContext context = ReadContext.of(dialect, catalog, facts, parsed);
    QueryReader queries = new QueryReader(context);
    QueryResult result;
    if (parsed.statement() instanceof Select select) {
      facts.effects.add(Effect.SELECT);
      result = queries.read(select, new Scope(null, true));
    } else {
      result = queries.writes().readStatement(parsed.statement());
    }
    if (result == null) {
      facts.opaque(
          "a statement that is not known: " + ExpressionReader.nodeName(parsed.statement()));
      Glimpse.take(tokens, from, to, dialect, catalog, facts);
      return;
    }
    limit = Measures.limit(parsed.statement());
    hasLimit = result.hasLimit() || limit >= 0;
    facts.valuesRows = Measures.valuesRows(parsed);
    if (result.fields() == null) {
      facts.opaque(QueryResult.UNKNOWN_COLUMNS);
    } else {
      List<OutputColumn> columns = new ArrayList<>(result.fields().size());
      for (Field field : result.fields()) {
        columns.add(new OutputColumn(field.label(), facts.read(field.value()).lineage()));
      }
      output = columns;
      facts.storedApart |= !facts.tablesWritten.isEmpty();
      if (parsed.statement() instanceof PlainSelect plain && plain.getIntoTables() != null) {
        for (TableName table : facts.tablesWritten) {
          columns.forEach(column -> facts.store(column.lineage(), table, column.label()));
        }
      }
    }
    if ((dialect == Dialect.ANSI || dialect == Dialect.SQLSERVER) && hidesStatement(from, to)) {
      facts.opaque("a second statement may begin without a semicolon");
      Glimpse.take(tokens, from, to, dialect, catalog, facts);
    }
    if (dialect.schemaIsDatabase() && facts.effects.stream().anyMatch(WRITES::contains)) {
      for (int i = from; i < to; i++) {
        // an OR in MySQL, of another precedence than the parser gives it
        facts.unrestricted |= tokens.isSymbol(i, "||") || tokens.isSymbol(i, "&&");
      }
    }
    RangeParser.checkNames(context);
  }

  /** SQL Server needs no semicolon between statements, where the parser sees an alias. */
  private boolean hidesStatement(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (tokens.isAnyWord(
              i, "SHUTDOWN", "COMMIT", "ROLLBACK", "RECONFIGURE", "CHECKPOINT", "REVERT", "RETURN")
          && !tokens.isSymbol(i - 1, '.')
          && !tokens.isSymbol(i + 1, '.')) {
        return true;
      }
      if (tokens.isAnyWord(
              i,
              "DELETE",
              "UPDATE",
              "INSERT",
              "DROP",
              "EXEC",
              "EXECUTE",
              "TRUNCATE",
              "MERGE",
              "CREATE",
              "ALTER",
              "GRANT",
              "REVOKE")
          && tokens.isName(i + 1)
          && !tokens.isSymbol(i - 1, '(')
          && !tokens.isAnyWord(i - 1, "FOR", "ON", "THEN", "DO", "AS", "KEY")
          && !tokens.isSymbol(i - 1, ')')) {
        return true;
      }
    }
    return false;
  }

  private static final Set<Effect> WRITES = Set.of(Effect.UPDATE, Effect.DELETE);

  /**
   * Reads a query that stands inside of another statement; its rows go elsewhere.
   *
   * @return their columns
   */
  List<OutputColumn> readInner(int from, int to) {
    readTree(from, to);
    List<OutputColumn> columns = output;
    output = List.of();
    hasLimit = false;
    limit = Measures.UNKNOWN;
    return columns;
  }

  // ---- statements around a statement

  private void readExplain(int from, int to) {
    int index = from + 1;
    boolean executes = false;
    if (tokens.isSymbol(index, '(')
        && tokens.kind(Math.min(index + 1, to - 1)) == Tokens.WORD
        && !isStatementStart(index + 1)) {
      while (index < to && !tokens.isSymbol(index, ')')) {
        // ANALYZE false is not worth telling apart
        executes |= tokens.isAnyWord(index, "ANALYZE", "ANALYSE");
        index++;
      }
      index++;
    }
    while (index < to && !isStatementStart(index) && isExplainWord(index)) {
      executes |= tokens.isAnyWord(index, "ANALYZE", "ANALYSE");
      index++;
    }
    facts.effects.add(Effect.SHOW);
    if (index < to && !isStatementStart(index)) {
      // DESCRIBE table [column]
      if (dialect == Dialect.POSTGRESQL || !tokens.isName(index)) {
        facts.opaque("a statement that is not known: EXPLAIN");
      } else {
        Glimpse.nameAt(tokens, index, to, dialect, catalog);
      }
      return;
    }
    readExplained(index, to, executes);
  }

  private void readExplained(int from, int to, boolean executes) {
    if (from >= to) {
      facts.opaque("EXPLAIN of nothing");
      return;
    }
    FactsCollector inner = new FactsCollector();
    StatementReader reader = new StatementReader(tokens, text, dialect, catalog, inner);
    reader.read(from, to);
    if (!executes) {
      inner.effects.clear();
      inner.tablesWritten.clear();
      inner.columnsWritten.clear();
      inner.columnsUpdated.clear();
      inner.copies.clear();
      inner.unrestricted = false;
      inner.valuesRows = Measures.UNKNOWN;
    }
    facts.addAll(inner);
    output = List.of(new OutputColumn("QUERY PLAN", Value.derived(inner.columnsRead).lineage()));
  }

  private boolean isExplainWord(int index) {
    return tokens.isAnyWord(
            index,
            "ANALYZE",
            "ANALYSE",
            "VERBOSE",
            "EXTENDED",
            "FORMAT",
            "PLAN",
            "FOR",
            "JSON",
            "TREE",
            "TRADITIONAL",
            "PARTITIONS")
        || tokens.isSymbol(index, '=');
  }

  private boolean isStatementStart(int index) {
    return tokens.isSymbol(index, '(')
        || tokens.isAnyWord(
            index, "SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE",
            "REPLACE", "CREATE", "EXECUTE", "DECLARE");
  }

  private void readAnalyze(int from, int to) {
    int index = from + 1;
    while (index < to
        && (tokens.isAnyWord(index, "FORMAT", "JSON", "TRADITIONAL")
            || tokens.isSymbol(index, '='))) {
      index++;
    }
    boolean statement =
        dialect.schemaIsDatabase() && isStatementStart(index) && !tokens.isWord(index, "TABLE");
    if (statement) {
      facts.effects.add(Effect.SHOW);
      readExplained(index, to, true);
    } else {
      new CommandReader(tokens, dialect, catalog, facts).read("ANALYZE", from, to);
    }
  }

  private void readDeclare(int from, int to) {
    facts.effects.add(Effect.SET);
    for (int i = from; i < to; i++) {
      if (tokens.isWord(i, "FOR") && i + 1 < to) {
        readInner(i + 1, to);
        return;
      }
    }
    facts.opaque("a statement that is not known: DECLARE");
  }

  private void readPrepare(int from, int to) {
    if (tokens.isWord(from + 1, "TRANSACTION")) {
      facts.effects.add(Effect.COMMIT);
      return;
    }
    facts.effects.add(Effect.SET);
    for (int i = from; i < to; i++) {
      if (tokens.isWord(i, "AS") && i + 1 < to) {
        readInner(i + 1, to);
        return;
      }
    }
    facts.effects.add(Effect.EXTERNAL);
    facts.opaque("a statement that is held in a value");
  }

  /** MySQL's computes values that go nowhere; PostgreSQL's runs a text. */
  private void readDo(int from, int to) {
    if (dialect.schemaIsDatabase()) {
      readInner(from, to);
    } else {
      new CommandReader(tokens, dialect, catalog, facts).read("DO", from, to);
    }
  }

  private void readCall(int from, int to) {
    if (dialect == Dialect.H2
        && tokens.isWord(from + 1, "NEXT")
        && tokens.isWord(from + 2, "VALUE")
        && tokens.isWord(from + 3, "FOR")
        && Glimpse.endOfName(tokens, from + 4, to) == to) {
      facts.effects.add(Effect.SELECT);
      output = List.of(new OutputColumn("", Value.CONSTANT.lineage()));
      return;
    }
    facts.effects.add(Effect.CALL);
    facts.opaque("what a procedure does is not known");
    Glimpse.functions(tokens, from + 1, to, dialect, facts);
  }
}
