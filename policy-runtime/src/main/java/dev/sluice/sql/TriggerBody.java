package dev.sluice.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a trigger, for all that it may touch.
 *
 * <p>It is a text of another language than SQL, in which queries stand among assignments and
 * branches. So it is read as tokens, and the question is not what they mean but what they can reach
 * at most:
 *
 * <ul>
 *   <li>of the row that is written, the columns that are named behind {@code NEW} or {@code OLD},
 *       and all of them where the row is used as a whole;
 *   <li>of other tables everything, if their name stands in it, in whatever schema;
 *   <li>by a function whatever it does, so that one which is not known to do nothing of its own
 *       makes the body unknown, and so does a text that is run, a command that is no query, and a
 *       name where a table's is expected which no table bears.
 * </ul>
 *
 * <p>Two things are commonly done with whole rows and tell nothing: {@code RETURN NEW}, and asking
 * whether a column, or the row, {@code IS DISTINCT FROM} what it was. A column that the statement
 * does not set is never distinct from what it was; see {@link #comparedColumns}.
 *
 * <p>Confined to one thread.
 */
final class TriggerBody {
  private static final Set<String> LANGUAGES = Set.of("plpgsql", "rule", "sql");

  /** Begin what runs a text, changes definitions or the session, or reaches beyond the database. */
  private static final Set<String> COMMANDS =
      words(
          """
          EXECUTE PREPARE CALL COPY LOAD IMPORT CREATE ALTER DROP TRUNCATE GRANT REVOKE LOCK
          REFRESH HANDLER RESET DISCARD LISTEN VACUUM CLUSTER REINDEX OUTFILE DUMPFILE
          TABLESAMPLE SHOW EXPLAIN
          """);

  /** Stand before a parenthesis without being a function's name; types among them. */
  private static final Set<String> NO_FUNCTIONS =
      words(
          """
          IF ELSIF ELSEIF WHILE UNTIL CASE WHEN THEN ELSE AND OR XOR NOT IN IS ANY ALL SOME
          EXISTS BETWEEN LIKE ILIKE SELECT DISTINCT ON FROM JOIN LATERAL ONLY USING WHERE BY
          HAVING LIMIT OFFSET FETCH UNION EXCEPT INTERSECT VALUES SET RETURNING AS
          MATERIALIZED OVER FILTER GROUP WITHIN CONFLICT DO INSTEAD ALSO RETURN QUERY PERFORM
          LOOP DEFAULT CAST ROW ARRAY CONVERT SLICE CURSOR FOR VARCHAR CHAR CHARACTER VARYING
          NUMERIC DECIMAL BIT FLOAT TIME TIMESTAMP DATETIME INTERVAL INT BIGINT TINYINT BINARY
          VARBINARY UNSIGNED ENUM
          """);

  /** Functions with an effect that holds no value but those that they are given. */
  private static final Set<String> SIGNALS = Set.of("pg_notify", "nextval", "setval");

  /** Named columns of the row, and all columns of the tables that are named. */
  final Set<ColumnName> columns = new LinkedHashSet<>();

  /** The columns of the row where it is used as a whole. */
  final Set<ColumnName> rowColumns = new LinkedHashSet<>();

  /**
   * Columns of the row of which is asked only whether they were changed: that depends on no value
   * unless the statement sets the column, or a foreign key does.
   */
  final Set<ColumnName> comparedColumns = new LinkedHashSet<>();

  /** The tables that it names. */
  final Set<Catalog.Relation> tables = new LinkedHashSet<>();

  /** Whether it may write rows of them. */
  boolean writes;

  /** Why it may touch anything; null if it touches nothing but the above. */
  @Nullable String unknown;

  private final Catalog.@Nullable Relation own;
  private final Catalog catalog;
  private final Dialect dialect;
  private final Set<String> withQueries = new HashSet<>();

  /** Whether an AND may be that of a BETWEEN. */
  private boolean holdsBetween;

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+", -1));
  }

  private TriggerBody(Catalog.@Nullable Relation own, Catalog catalog, Dialect dialect) {
    this.own = own;
    this.catalog = catalog;
    this.dialect = dialect;
  }

  /**
   * Reads a trigger's body and condition.
   *
   * @param own the table whose rows set it off; null if it is not known
   */
  static TriggerBody read(
      Trigger trigger, Catalog.@Nullable Relation own, Catalog catalog, Dialect dialect) {
    TriggerBody reading = new TriggerBody(own, catalog, dialect);
    String body = trigger.body();
    String condition = trigger.condition();
    if (own == null) {
      reading.unknown("its table is not known");
    } else if (!LANGUAGES.contains(trigger.language())) {
      reading.unknown(
          trigger.language().isEmpty()
              ? "it could not be read"
              : "it is written in " + trigger.language());
    } else if (body == null || (condition != null && condition.isEmpty())) {
      reading.unknown("its text could not be read");
    } else {
      reading.readText(body, trigger.language().equals("rule"));
      if (condition != null) {
        reading.readText(condition, false);
      }
    }
    return reading;
  }

  private void unknown(String reason) {
    if (unknown == null) {
      unknown = reason;
    }
  }

  private void readText(String text, boolean rule) {
    Tokens tokens = Lexer.read(text, dialect);
    String refusal = tokens.refusal();
    if (refusal != null) {
      unknown("its text is not understood: " + refusal);
      return;
    }
    int from = rule ? behindHeader(tokens) : 0;
    for (int i = from; i < tokens.size(); i++) {
      holdsBetween |= tokens.isWord(i, "BETWEEN");
      if (tokens.isName(i) && tokens.isWord(i + 1, "AS") && mayBeginQuery(tokens, i + 2)) {
        withQueries.add(fold(tokens, i));
      }
    }
    int index = from;
    while (index < tokens.size() && unknown == null) {
      index = readAt(tokens, index);
    }
  }

  /** {@code CREATE RULE r AS ON UPDATE TO t}. */
  private static int behindHeader(Tokens tokens) {
    int index = 0;
    while (index < tokens.size() && !tokens.isWord(index, "TO")) {
      index++;
    }
    return Math.max(0, Glimpse.endOfName(tokens, index + 1, tokens.size()));
  }

  private static boolean mayBeginQuery(Tokens tokens, int index) {
    return tokens.isSymbol(index, '(') || tokens.isAnyWord(index, "MATERIALIZED", "NOT");
  }

  private String fold(Tokens tokens, int index) {
    return RangeParser.fold(tokens, index, dialect);
  }

  /** Reads what begins at a token; the result is where to go on. */
  private int readAt(Tokens tokens, int index) {
    if (tokens.kind(index) == Tokens.OPERATOR) {
      String symbol = tokens.text(index);
      if (catalog.hasOwn(symbol)) {
        unknown("an operator of the database's own may be meant: " + symbol);
      }
      return index + 1;
    }
    if (!tokens.isName(index)) {
      return index + 1;
    }
    boolean qualified = tokens.isSymbol(index - 1, '.');
    if (!qualified && isRow(tokens, index)) {
      return readRow(tokens, index);
    }
    if (!qualified && isCommand(tokens, index)) {
      unknown("it runs a command that is not followed: " + tokens.upper(index));
      return index;
    }
    writes |= tokens.isAnyWord(index, "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE");
    int expected = whereTableIsExpected(tokens, index);
    if (expected >= 0) {
      requireTable(tokens, expected);
    }
    boolean table = nameTables(tokens, index);
    if (!table && tokens.isSymbol(index + 1, '(')) {
      readCall(tokens, index, qualified);
    }
    return index + 1;
  }

  // ---- the row

  private boolean isRow(Tokens tokens, int index) {
    String name = Identifiers.lower(fold(tokens, index));
    return name.equals("new") || name.equals("old");
  }

  private int readRow(Tokens tokens, int index) {
    Catalog.Relation relation = own;
    if (relation == null) {
      return index + 1;
    }
    int end = endOfOperand(tokens, index);
    int compared = endOfComparison(tokens, index, end);
    if (compared > 0) {
      comparedColumns.addAll(
          end > index + 1 && tokens.isName(index + 2)
              ? named(relation, fold(tokens, index + 2))
              : FiredTriggers.columns(relation));
      return compared;
    }
    if (end > index + 1 && tokens.isName(index + 2)) {
      columns.addAll(named(relation, fold(tokens, index + 2)));
    } else if (end > index + 1 || !isReturned(tokens, index)) {
      rowColumns.addAll(FiredTriggers.columns(relation));
    }
    return end;
  }

  /** Behind {@code NEW}, {@code NEW.c} or {@code NEW.*}. */
  private static int endOfOperand(Tokens tokens, int index) {
    boolean column =
        tokens.isSymbol(index + 1, '.')
            && (tokens.isName(index + 2) || tokens.isSymbol(index + 2, '*'));
    return column ? index + 3 : index + 1;
  }

  private Set<ColumnName> named(Catalog.Relation relation, String name) {
    for (String column : relation.columns()) {
      boolean same =
          dialect == Dialect.POSTGRESQL ? column.equals(name) : column.equalsIgnoreCase(name);
      if (same) {
        return FiredTriggers.columns(relation, List.of(column));
      }
    }
    // code that several tables share names columns which this one does not have
    return Set.of();
  }

  /** The end of {@code OLD.c IS DISTINCT FROM NEW.c}; 0 if it is none. */
  private int endOfComparison(Tokens tokens, int index, int end) {
    if (catalog.hasOwn("=")) {
      return 0;
    }
    int other;
    if (tokens.isWord(end, "IS")) {
      int distinct = tokens.isWord(end + 1, "NOT") ? end + 2 : end + 1;
      if (!tokens.isWord(distinct, "DISTINCT") || !tokens.isWord(distinct + 1, "FROM")) {
        return 0;
      }
      other = distinct + 2;
    } else if (dialect.schemaIsDatabase() && tokens.isSymbol(end, "<=>")) {
      other = end + 1;
    } else {
      return 0;
    }
    if (!tokens.isName(other) || !isRow(tokens, other)) {
      return 0;
    }
    int last = endOfOperand(tokens, other);
    if (last - other != end - index
        || Identifiers.lower(fold(tokens, index)).equals(Identifiers.lower(fold(tokens, other)))) {
      return 0;
    }
    boolean whole = end == index + 1 || tokens.isSymbol(index + 2, '*');
    boolean same =
        whole
            ? end == index + 1 || tokens.isSymbol(other + 2, '*')
            : tokens.isName(other + 2) && fold(tokens, index + 2).equals(fold(tokens, other + 2));
    return same && standsAlone(tokens, index, last) ? last : 0;
  }

  /** Whether nothing before or behind can belong to the operands of a comparison. */
  private boolean standsAlone(Tokens tokens, int from, int to) {
    boolean begins =
        from == 0
            || tokens.isSymbol(from - 1, '(')
            || tokens.isAnyWord(from - 1, "IF", "ELSIF", "ELSEIF", "WHEN", "OR")
            || (tokens.isWord(from - 1, "AND") && !holdsBetween)
            || (tokens.isWord(from - 1, "NOT") && dialect == Dialect.POSTGRESQL);
    boolean ends =
        to == tokens.size()
            || tokens.isSymbol(to, ')')
            || tokens.isAnyWord(to, "THEN", "AND", "OR");
    return begins && ends;
  }

  /** {@code RETURN NEW;}, {@code RETURN COALESCE(NEW, OLD);}. */
  private boolean isReturned(Tokens tokens, int index) {
    if (tokens.isWord(index - 1, "RETURN")) {
      return tokens.isSymbol(index + 1, ';');
    }
    int open = tokens.isSymbol(index - 1, '(') ? index - 1 : index - 3;
    return tokens.isSymbol(open, '(')
        && tokens.isWord(open - 1, "COALESCE")
        && tokens.isWord(open - 2, "RETURN")
        && tokens.isSymbol(open + 2, ',')
        && tokens.isName(open + 1)
        && isRow(tokens, open + 1)
        && tokens.isName(open + 3)
        && isRow(tokens, open + 3)
        && tokens.isSymbol(open + 4, ')')
        && tokens.isSymbol(open + 5, ';');
  }

  // ---- commands, tables, calls

  private boolean isCommand(Tokens tokens, int index) {
    if (tokens.isSymbol(index + 1, '.')) {
      return false;
    }
    if (tokens.isWord(index, "DO")) {
      return tokens.kind(Math.min(index + 1, tokens.size() - 1)) == Tokens.STRING
          || tokens.isWord(index + 1, "LANGUAGE");
    }
    if (tokens.isWord(index, "SET")) {
      return dialect.schemaIsDatabase()
          ? tokens.isAnyWord(
                  index + 1,
                  "GLOBAL",
                  "SESSION",
                  "LOCAL",
                  "PERSIST",
                  "NAMES",
                  "ROLE",
                  "PASSWORD",
                  "CHARACTER",
                  "CHARSET",
                  "TRANSACTION",
                  "STATEMENT")
              || isSystemVariable(tokens, index + 1)
          : index == 0
              || tokens.isSymbol(index - 1, ';')
              || tokens.isAnyWord(index - 1, "BEGIN", "THEN", "ELSE", "LOOP");
    }
    return tokens.isWordIn(index, COMMANDS);
  }

  private static boolean isSystemVariable(Tokens tokens, int index) {
    return index < tokens.size()
        && tokens.kind(index) == Tokens.VARIABLE
        && tokens.text(index).startsWith("@@");
  }

  /** Where the name of a table must begin because of the word at a token; -1 if none need. */
  private static int whereTableIsExpected(Tokens tokens, int index) {
    boolean expected;
    if (tokens.isWord(index, "FROM")) {
      expected = !tokens.isWord(index - 1, "DISTINCT") || !isComparison(tokens, index - 2);
    } else if (tokens.isWord(index, "UPDATE")) {
      // not FOR UPDATE, ON DUPLICATE KEY UPDATE, DO UPDATE SET, THEN UPDATE SET
      expected = !tokens.isAnyWord(index - 1, "FOR", "KEY") && !tokens.isWord(index + 1, "SET");
    } else if (tokens.isWord(index, "INTO")) {
      expected = tokens.isAnyWord(index - 1, "INSERT", "REPLACE", "MERGE", "IGNORE");
    } else if (tokens.isWord(index, "USING")) {
      expected =
          tokens.isName(index + 1)
              && !tokens.isSymbol(index + 2, '=')
              && !tokens.isSymbol(index + 2, ":=");
    } else {
      expected = tokens.isAnyWord(index, "JOIN", "STRAIGHT_JOIN", "TABLE");
    }
    int name = index + 1;
    while (tokens.isAnyWord(name, "ONLY", "LATERAL", "IGNORE", "LOW_PRIORITY")) {
      name++;
    }
    return expected && tokens.isName(name) ? name : -1;
  }

  private static boolean isComparison(Tokens tokens, int index) {
    return tokens.isAnyWord(index, "IS", "NOT");
  }

  /** Nothing else may stand there than a table of the catalog, a WITH query or a function. */
  private void requireTable(Tokens tokens, int from) {
    int end = Glimpse.endOfName(tokens, from, tokens.size());
    String name = fold(tokens, end - 1);
    boolean call = tokens.isSymbol(end, '(') && !tokens.isAnyWord(from - 1, "INTO");
    boolean select = tokens.isAnyWord(from, "SELECT", "VALUES", "TABLE");
    boolean row = isRow(tokens, from);
    if (!call
        && !select
        && !row
        && meant(tokens, end - 1).isEmpty()
        && !(end == from + 1 && withQueries.contains(name))) {
      unknown("it names what is no table that is known: " + name);
    }
  }

  /** Counts the tables that a name can mean; whether there are any. */
  private boolean nameTables(Tokens tokens, int index) {
    if (tokens.isSymbol(index + 1, '(') && !tokens.isWord(startOfName(tokens, index) - 1, "INTO")) {
      return false;
    }
    List<Catalog.Relation> meant = meant(tokens, index);
    for (Catalog.Relation relation : meant) {
      if (relation.kind() == Catalog.Kind.VIEW) {
        unknown("it names the view " + relation.name());
      } else if (Telltale.is(relation.name(), dialect)) {
        unknown("it names a table of the system: " + relation.name());
      } else if (tables.add(relation)) {
        columns.addAll(FiredTriggers.columns(relation));
      }
    }
    return !meant.isEmpty();
  }

  /**
   * The tables that a name can mean. One without a schema is in MySQL that of the trigger's own
   * database, in PostgreSQL where the search path leads that the session has or the function sets.
   */
  private List<Catalog.Relation> meant(Tokens tokens, int index) {
    boolean qualified = tokens.isSymbol(index - 1, '.') && tokens.isName(index - 2);
    String schema = qualified ? fold(tokens, index - 2) : null;
    if (schema == null && own != null && dialect.schemaIsDatabase()) {
      schema = own.name().schema();
    }
    List<Catalog.Relation> meant = new ArrayList<>();
    for (Catalog.Relation relation : catalog.named(fold(tokens, index))) {
      String in = relation.name().schema();
      boolean reached =
          schema == null
              ? in == null || !in.equals("information_schema")
              : in != null && (in.equals(schema) || isSameWord(in, schema));
      if (reached) {
        meant.add(relation);
      }
    }
    return meant;
  }

  private boolean isSameWord(String one, String other) {
    return dialect != Dialect.POSTGRESQL && one.equalsIgnoreCase(other);
  }

  private static int startOfName(Tokens tokens, int last) {
    int index = last;
    while (tokens.isSymbol(index - 1, '.') && tokens.isName(index - 2)) {
      index -= 2;
    }
    return index;
  }

  private void readCall(Tokens tokens, int index, boolean qualified) {
    if (!qualified && tokens.isWordIn(index, NO_FUNCTIONS)) {
      return;
    }
    String name = fold(tokens, index);
    String lower = Identifiers.lower(name);
    boolean system =
        !qualified || (tokens.isName(index - 2) && fold(tokens, index - 2).equals("pg_catalog"));
    FunctionEffect effect = FunctionTable.of(dialect).find(lower);
    boolean harmless =
        effect == FunctionEffect.PURE
            || effect == FunctionEffect.AGGREGATE
            || effect == FunctionEffect.CATALOG
            || (effect != null && SIGNALS.contains(lower));
    if (!system || !harmless || catalog.hasOwn(lower)) {
      unknown("it calls a function that is not followed: " + name);
    }
  }
}
