package dev.sluice.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of definitions, such as a dump of a database's schema or a project's migrations in
 * one file, into a catalog. The catalog is complete: a table that the file does not define is not
 * known, and what reads from it is opaque.
 *
 * <p>CREATE TABLE, CREATE VIEW, ALTER TABLE ... ADD COLUMN, DROP TABLE and DROP VIEW make the
 * catalog; USE and SET search_path say where names without a schema belong from there on. What
 * changes no table's columns is passed over: constraints, indexes, sequences, comments, grants,
 * rows, functions (which are opaque to the analysis in any case). What could change them and is not
 * understood is an error, so that the catalog is never wrong in silence.
 *
 * <p>A text may be of any length; a single statement must keep to the bounds of the analysis.
 */
public final class SchemaText {
  private static final int MOST_PROBLEMS = 100;

  /** Statements that change neither tables nor what the names of tables mean. */
  private static final Set<String> PASSED_OVER =
      Set.of(
          "COMMENT", "INSERT", "REPLACE", "UPDATE", "DELETE", "GRANT", "REVOKE", "BEGIN", "START",
          "COMMIT", "END", "LOCK", "UNLOCK", "ANALYZE");

  /** Objects whose definition is neither a table's nor changes one. */
  private static final Set<String> OTHER_OBJECTS =
      Set.of(
          "INDEX",
          "SEQUENCE",
          "EXTENSION",
          "TYPE",
          "DOMAIN",
          "ROLE",
          "USER",
          "GROUP",
          "POLICY",
          "TRIGGER",
          "FUNCTION",
          "PROCEDURE",
          "ALIAS",
          "AGGREGATE",
          "EVENT",
          "OPERATOR",
          "CAST",
          "COLLATION",
          "STATISTICS",
          "PUBLICATION",
          "CONSTANT",
          "LANGUAGE",
          "DEFAULT",
          "DATABASE",
          "SCHEMA");

  /** Words between CREATE, ALTER or DROP and the kind of object. */
  private static final Set<String> MODIFIERS =
      Set.of(
          "OR",
          "REPLACE",
          "GLOBAL",
          "LOCAL",
          "TEMP",
          "TEMPORARY",
          "UNLOGGED",
          "CACHED",
          "MEMORY",
          "FORCE",
          "NOT",
          "PERSISTENT",
          "RECURSIVE",
          "MATERIALIZED",
          "FOREIGN",
          "UNIQUE",
          "FULLTEXT",
          "SPATIAL",
          "ALGORITHM",
          "UNDEFINED",
          "MERGE",
          "TEMPTABLE",
          "DEFINER",
          "SQL",
          "SECURITY",
          "INVOKER",
          "TRUSTED",
          "CONSTRAINT");

  private final String source;
  private final String text;
  private final Dialect dialect;
  private final List<String> defaultSchemas;
  private final Map<TableName, Catalog.Relation> relations = new LinkedHashMap<>();
  private final List<SchemaException.Problem> problems = new ArrayList<>();
  private final List<DefinedView> views = new ArrayList<>();
  private @Nullable String currentSchema;

  private SchemaText(String source, String text, Dialect dialect, List<String> defaultSchemas) {
    this.source = source;
    this.text = text;
    this.dialect = dialect;
    this.defaultSchemas = defaultSchemas;
    this.currentSchema = defaultSchemas.isEmpty() ? null : defaultSchemas.get(0);
  }

  /**
   * Reads a text.
   *
   * @param source the name of the file, for problems
   * @param dialect the dialect that it is written in, and its names are folded by
   * @param searchPath the schemas, folded, in which unqualified names are looked up, and in the
   *     first of which the text's own unqualified tables are; if empty {@code public} in PostgreSQL
   *     and H2, and no schema elsewhere
   * @throws SchemaException if any of it cannot be read; it names every place
   */
  public static TableCatalog read(
      String source, String text, Dialect dialect, List<String> searchPath) throws SchemaException {
    SchemaText schema =
        new SchemaText(
            source, text, dialect, searchPath.isEmpty() ? defaults(dialect) : searchPath);
    schema.readAll();
    TableCatalog catalog = schema.catalog(searchPath);
    schema.requireViewsToMeanTheSame(catalog);
    if (!schema.problems.isEmpty()) {
      throw new SchemaException(schema.problems);
    }
    return catalog;
  }

  private static List<String> defaults(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> List.of("public");
      case H2 -> List.of("PUBLIC");
      case MYSQL, MARIADB, ORACLE, SQLSERVER, ANSI -> List.of();
    };
  }

  /** With the names as they are looked up at this place of the text. */
  private TableCatalog catalog() {
    return catalog(List.of());
  }

  private TableCatalog catalog(List<String> searchPath) {
    List<String> schemas = searchPath.isEmpty() ? defaultSchemas : searchPath;
    if (searchPath.isEmpty() && currentSchema != null && !schemas.contains(currentSchema)) {
      schemas = new ArrayList<>(schemas);
      schemas.add(0, currentSchema);
    }
    return new TableCatalog(dialect, schemas, relations.values());
  }

  // ---- statements

  /**
   * Reads piece by piece, each as long as the lexer takes: what it found before it gave up stands,
   * so all statements that ended before are read, and the next piece begins behind them.
   */
  private void readAll() {
    int begin = 0;
    while (begin < text.length() && problems.size() < MOST_PROBLEMS) {
      if (Character.isWhitespace(text.charAt(begin))) {
        begin++;
        continue;
      }
      int end = Math.min(text.length(), begin + Lexer.MAX_LENGTH);
      Tokens tokens = Lexer.read(text.substring(begin, end), dialect);
      boolean last = end == text.length() && tokens.refusal() == null;
      int read = readStatements(tokens, begin, last);
      if (last) {
        return;
      }
      if (read == 0) {
        refused(tokens, begin, end == text.length());
        return;
      }
      begin += read;
    }
  }

  /**
   * Reads the statements that end with a semicolon, and the one at the end of the text.
   *
   * @return how many characters of the tokens' text they take
   */
  private int readStatements(Tokens tokens, int offset, boolean last) {
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.isSymbol(i, ';')) {
        readStatement(tokens, from, i, offset);
        from = i + 1;
      }
    }
    if (last) {
      readStatement(tokens, from, tokens.size(), offset);
    }
    return from == 0 ? 0 : tokens.end(from - 1);
  }

  private void refused(Tokens tokens, int offset, boolean toTheEnd) {
    int at = offset + (tokens.size() == 0 ? 0 : tokens.end(tokens.size() - 1));
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    String reason = tokens.refusal();
    boolean tooLong = reason == null || !toTheEnd || tokens.size() >= Lexer.MAX_TOKENS;
    problem(
        at,
        tooLong
            ? "this statement is too long to be read: leave rows out, a schema's definitions are"
                + " enough"
            : reason
                + " near '"
                + excerpt(at)
                + "', which "
                + dialect.systemName()
                + " cannot be read with: leave it out or write it otherwise");
  }

  private void readStatement(Tokens tokens, int from, int to, int offset) {
    if (from >= to || problems.size() >= MOST_PROBLEMS) {
      return;
    }
    try {
      readStatement(new Statement(tokens, from, to, offset));
    } catch (Problem problem) {
      problem(problem.at, problem.text);
    }
  }

  /** The tokens of one statement, and where they stand in the whole text. */
  private record Statement(Tokens tokens, int from, int to, int offset) {
    String word(int index) {
      return index < to && tokens.kind(index) == Tokens.WORD
          ? tokens.text(index).toUpperCase(Locale.ROOT)
          : "";
    }

    boolean has(String... words) {
      for (int i = from; i < to; i++) {
        if (tokens.isAnyWord(i, words)) {
          return true;
        }
      }
      return false;
    }

    Problem problem(int index, String message) {
      int token = Math.min(index, to - 1);
      return new Problem(
          offset + tokens.start(token), message.replace("{}", "'" + tokens.text(token) + "'"));
    }
  }

  /** Ends the reading of a statement. */
  private static final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int at;
    private final String text;

    Problem(int at, String text) {
      super(text, null, false, false);
      this.at = at;
      this.text = text;
    }
  }

  private void readStatement(Statement statement) {
    int from = statement.from;
    String operation = statement.word(from);
    switch (operation) {
      case "CREATE" -> create(statement);
      case "ALTER" -> alter(statement);
      case "DROP" -> drop(statement);
      case "USE" -> currentSchema = name(statement, from + 1);
      case "SET" -> set(statement);
      case "SELECT" -> select(statement);
      default -> {
        if (!PASSED_OVER.contains(operation)) {
          throw statement.problem(
              from,
              "a statement that begins with {} is not one of a schema: leave it out, or write what"
                  + " it defines as CREATE TABLE or CREATE VIEW");
        }
      }
    }
  }

  private static int kind(Statement statement) {
    int index = statement.from + 1;
    while (MODIFIERS.contains(statement.word(index))
        || statement.tokens.isSymbol(index, '=')
        || (index < statement.to
            && (statement.tokens.isSymbol(index - 1, '=')
                || statement.tokens.kind(index) == Tokens.VARIABLE
                || statement.tokens.isSymbol(index, '@')
                || statement.tokens.isSymbol(index - 1, '@')))) {
      index++;
    }
    return index;
  }

  private void create(Statement statement) {
    int kind = kind(statement);
    switch (statement.word(kind)) {
      case "TABLE" -> createTable(statement, kind + 1);
      case "VIEW" -> createView(statement, kind + 1);
      case "SCHEMA", "DATABASE" -> {
        if (statement.has("TABLE", "VIEW")) {
          throw statement.problem(
              kind, "a {} with tables in it: write each CREATE TABLE as a statement of its own");
        }
      }
      default -> {
        if (!OTHER_OBJECTS.contains(statement.word(kind))) {
          throw statement.problem(
              kind, "what CREATE {} makes is not known: leave it out if no statement reads it");
        }
        if (statement.has("BEGIN")) {
          throw statement.problem(
              kind, "where the body of this {} ends cannot be told: leave it out");
        }
      }
    }
  }

  /** In PostgreSQL a value of the search path, elsewhere without a meaning for names. */
  private void set(Statement statement) {
    int setting = statement.from + 1;
    while (statement.tokens.isAnyWord(setting, "SESSION", "LOCAL")) {
      setting++;
    }
    if (statement.tokens.isAnyWord(setting, "SEARCH_PATH", "SCHEMA", "SCHEMA_SEARCH_PATH")) {
      int value = setting + 1;
      if (statement.tokens.isSymbol(value, '=') || statement.tokens.isWord(value, "TO")) {
        value++;
      }
      currentSchema = name(statement, value);
    }
  }

  /** What pg_dump writes: {@code SELECT pg_catalog.set_config('search_path', '', false)}. */
  private void select(Statement statement) {
    Tokens tokens = statement.tokens;
    int call = statement.from + (tokens.isSymbol(statement.from + 2, '.') ? 3 : 1);
    boolean setConfig = tokens.isWord(call, "SET_CONFIG");
    if (!setConfig && !tokens.isWord(call, "SETVAL")) {
      throw statement.problem(statement.from, "a query defines nothing: leave {} ... out");
    }
    if (setConfig && call + 4 < statement.to && tokens.text(call + 2).equals("'search_path'")) {
      String path = tokens.text(call + 4);
      if (!path.equals("''")) {
        throw statement.problem(
            call + 4, "a search path {} set by a function: write SET search_path = ... instead");
      }
      currentSchema = null;
    }
  }

  // ---- tables

  private void createTable(Statement statement, int from) {
    Tokens tokens = statement.tokens;
    boolean unlessExists = tokens.isWord(from, "IF");
    int at = unlessExists ? from + 3 : from;
    TableName name = tableName(statement, at);
    if (unlessExists && relations.containsKey(name)) {
      return;
    }
    requireNew(statement, at, name);
    int body = endOfName(statement, at);
    Columns columns = new Columns();
    int rest;
    if (tokens.isWord(body, "PARTITION") && tokens.isWord(body + 1, "OF")) {
      columns.addAll(known(statement, body + 2));
      rest = endOfName(statement, body + 2);
    } else if (tokens.isWord(body, "LIKE")) {
      columns.addAll(known(statement, body + 1));
      rest = endOfName(statement, body + 1);
    } else if (tokens.isSymbol(body, '(')) {
      rest = readElements(statement, body, columns);
    } else {
      throw statement.problem(
          body < statement.to ? body : at,
          "the columns of " + name + " are not in the text: write them in parentheses behind it");
    }
    requireNothingMore(statement, rest, name);
    put(name, columns);
  }

  /** The columns of a table, as far as they are read. */
  private static final class Columns {
    private final List<String> names = new ArrayList<>();
    private final Map<String, ColumnType> types = new HashMap<>();

    void addAll(Catalog.Relation relation) {
      names.addAll(relation.columns());
      types.putAll(relation.types());
    }

    void setType(String column, @Nullable ColumnType type) {
      if (type == null) {
        types.remove(column);
      } else {
        types.put(column, type);
      }
    }
  }

  /**
   * Reads what stands between the outer parentheses.
   *
   * @return the token behind them
   */
  private int readElements(Statement statement, int open, Columns columns) {
    Tokens tokens = statement.tokens;
    int depth = 1;
    boolean first = true;
    int index = open + 1;
    for (; depth > 0; index++) {
      if (index >= statement.to) {
        throw statement.problem(open, "the parenthesis {} is never closed: close it");
      }
      if (first) {
        readElement(statement, index, columns);
      }
      depth += tokens.isSymbol(index, '(') ? 1 : tokens.isSymbol(index, ')') ? -1 : 0;
      first = depth == 1 && tokens.isSymbol(index, ',');
    }
    return index;
  }

  private void readElement(Statement statement, int index, Columns columns) {
    if (statement.tokens.isWord(index, "LIKE")) {
      columns.addAll(known(statement, index + 1));
    } else if (!isConstraint(statement.tokens, index)) {
      addColumn(statement, index, endOfElement(statement, index), columns);
      requireType(statement, index);
    }
  }

  private static int endOfElement(Statement statement, int from) {
    Tokens tokens = statement.tokens;
    int depth = 0;
    for (int i = from; i < statement.to; i++) {
      if (depth == 0 && (tokens.isSymbol(i, ',') || tokens.isSymbol(i, ')'))) {
        return i;
      }
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
    }
    return statement.to;
  }

  private void addColumn(Statement statement, int index, int end, Columns columns) {
    addColumn(statement, index, columns.names);
    columns.setType(
        name(statement, index), TypeNames.classOf(statement.tokens, index + 1, end, dialect));
  }

  /** Or else the name was no name. Databases that need no type are read as ANSI. */
  private void requireType(Statement statement, int column) {
    if (dialect != Dialect.ANSI && !statement.tokens.isName(column + 1)) {
      throw statement.problem(column, "the column {} has no type: write one behind it");
    }
  }

  private void addColumn(Statement statement, int index, List<String> columns) {
    String column = name(statement, index);
    if (columns.contains(column)) {
      throw statement.problem(index, "the column {} is there twice: remove or rename one");
    }
    columns.add(column);
  }

  /** Words that begin a constraint can be names too, but a name is followed by a type. */
  private boolean isConstraint(Tokens tokens, int index) {
    boolean mysql = dialect.schemaIsDatabase();
    return tokens.isWord(index, "CONSTRAINT")
        || (tokens.isAnyWord(index, "PRIMARY", "FOREIGN") && tokens.isWord(index + 1, "KEY"))
        || (tokens.isAnyWord(index, "UNIQUE")
            && (mysql
                || tokens.isSymbol(index + 1, '(')
                || tokens.isAnyWord(index + 1, "NULLS", "KEY", "INDEX")))
        || (tokens.isWord(index, "CHECK") && tokens.isSymbol(index + 1, '('))
        || (tokens.isWord(index, "EXCLUDE")
            && (tokens.isSymbol(index + 1, '(') || tokens.isWord(index + 1, "USING")))
        || (tokens.isWord(index, "PERIOD") && tokens.isWord(index + 1, "FOR"))
        || (mysql && tokens.isAnyWord(index, "INDEX", "KEY", "FULLTEXT", "SPATIAL"));
  }

  private void requireNothingMore(Statement statement, int from, TableName name) {
    Tokens tokens = statement.tokens;
    for (int i = from; i < statement.to; i++) {
      if (tokens.isAnyWord(i, "SELECT", "INHERITS", "UNION", "EXECUTE")
          || (tokens.isWord(i, "AS") && tokens.isAnyWord(i + 1, "TABLE", "VALUES", "WITH"))) {
        throw statement.problem(
            i,
            "what {} adds to the columns of "
                + name
                + " cannot be known: write all its columns in parentheses, without {}");
      }
    }
  }

  private Catalog.Relation known(Statement statement, int at) {
    Catalog.Relation known = find(statement, at);
    if (known == null) {
      throw statement.problem(
          at,
          "the columns of "
              + tableName(statement, at)
              + " are not known here: define it above, or write the columns in parentheses");
    }
    return known;
  }

  private Catalog.@Nullable Relation find(Statement statement, int at) {
    int end = endOfName(statement, at);
    return catalog()
        .find(
            end - at > 2 ? RangeParser.fold(statement.tokens, end - 3, dialect) : null,
            RangeParser.fold(statement.tokens, end - 1, dialect));
  }

  private void put(TableName name, Columns columns) {
    relations.put(
        name,
        new Catalog.Relation(
            name, Catalog.Kind.TABLE, columns.names, null, Map.of(), columns.types));
  }

  private void requireNew(Statement statement, int at, TableName name) {
    if (relations.containsKey(name)) {
      throw statement.problem(
          at, name + " is defined twice: remove one of the definitions, or DROP it in between");
    }
  }

  // ---- views

  /**
   * A view whose query was read.
   *
   * @param tables what it reads where it is defined
   */
  private record DefinedView(TableName name, String query, Set<TableName> tables, int at) {}

  /**
   * A database resolves the names in a view once, where it is defined; this analysis whenever the
   * view is read.
   */
  private void requireViewsToMeanTheSame(Catalog catalog) {
    for (DefinedView view : views) {
      if (!facts(view.query, catalog).tablesRead().equals(view.tables)) {
        problem(
            view.at,
            "the query of the view "
                + view.name
                + " names tables without a schema that are others at the end of the text: write"
                + " their schemas");
      }
    }
  }

  private SqlFacts facts(String query, Catalog catalog) {
    Tokens tokens = Lexer.read(query, dialect);
    if (tokens.refusal() != null) {
      return SqlFacts.unknown(dialect, "", tokens.refusal());
    }
    return new Assembly(tokens, CanonicalText.of(tokens), dialect, catalog).facts("");
  }

  private void createView(Statement statement, int from) {
    Tokens tokens = statement.tokens;
    boolean unlessExists = tokens.isWord(from, "IF");
    int at = unlessExists ? from + 3 : from;
    TableName name = tableName(statement, at);
    if (unlessExists && relations.containsKey(name)) {
      return;
    }
    if (!tokens.isWord(statement.from + 2, "REPLACE")) {
      requireNew(statement, at, name);
    }
    int index = endOfName(statement, at);
    List<String> columns = new ArrayList<>();
    if (tokens.isSymbol(index, '(')) {
      do {
        addColumn(statement, ++index, columns);
      } while (tokens.isSymbol(++index, ','));
    }
    int as = index;
    while (as < statement.to && !tokens.isWord(as, "AS")) {
      as++;
    }
    int end = endOfQuery(statement);
    if (as + 1 >= end) {
      throw statement.problem(at, "the view " + name + " has no query: write AS SELECT ...");
    }
    String query = tokens.sql.substring(tokens.start(as + 1), tokens.end(end - 1));
    SqlFacts facts = facts(query, catalog());
    List<String> shown =
        columns.isEmpty() ? columnsOfQuery(statement, as + 1, facts, name) : columns;
    relations.put(name, new Catalog.Relation(name, Catalog.Kind.VIEW, shown, query));
    views.add(
        new DefinedView(name, query, facts.tablesRead(), statement.offset + tokens.start(as + 1)));
  }

  /** Without WITH [NO] DATA and WITH [CASCADED | LOCAL] CHECK OPTION. */
  private static int endOfQuery(Statement statement) {
    Tokens tokens = statement.tokens;
    int end = statement.to;
    if (tokens.isWord(end - 1, "DATA") || tokens.isWord(end - 1, "OPTION")) {
      int with = end - 1;
      while (with > statement.from && !tokens.isWord(with, "WITH")) {
        with--;
      }
      return end - with <= 4 ? with : end;
    }
    return end;
  }

  private static List<String> columnsOfQuery(
      Statement statement, int at, SqlFacts facts, TableName name) {
    if (facts.isOpaque()) {
      throw statement.problem(
          at,
          "the columns of the view "
              + name
              + " cannot be told from its query ("
              + facts.opaque().get(0)
              + "): define what it reads above, or write the names of its columns in parentheses"
              + " behind its name");
    }
    List<String> columns = new ArrayList<>();
    for (OutputColumn column : facts.output()) {
      if (column.label().isEmpty()) {
        throw statement.problem(
            at,
            "column "
                + (columns.size() + 1)
                + " of the view "
                + name
                + " has no name: give it one with AS");
      }
      columns.add(column.label());
    }
    return columns;
  }

  // ---- changes

  private void alter(Statement statement) {
    int kind = kind(statement);
    String word = statement.word(kind);
    if (word.equals("TABLE")) {
      alterTable(statement, kind + 1);
      return;
    }
    boolean relation = word.equals("VIEW") || word.equals("SCHEMA");
    if (relation && statement.has("RENAME", "SCHEMA") && !statement.has("OWNER")) {
      throw statement.problem(kind, "the {} gets another name: define it under that one");
    }
    if (!relation && !OTHER_OBJECTS.contains(word)) {
      throw statement.problem(kind, "what ALTER {} changes is not known: leave it out");
    }
  }

  private void alterTable(Statement statement, int from) {
    Tokens tokens = statement.tokens;
    int at = from;
    while (tokens.isAnyWord(at, "IF", "EXISTS", "ONLY")) {
      at++;
    }
    int index = endOfName(statement, at);
    while (index < statement.to) {
      int end = endOfAction(statement, index);
      alterTable(statement, at, index, end);
      index = end + 1;
    }
  }

  private static int endOfAction(Statement statement, int from) {
    int depth = 0;
    for (int i = from; i < statement.to; i++) {
      Tokens tokens = statement.tokens;
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (depth == 0 && tokens.isSymbol(i, ',')) {
        return i;
      }
    }
    return statement.to;
  }

  private void alterTable(Statement statement, int at, int from, int to) {
    Tokens tokens = statement.tokens;
    boolean moved = false;
    for (int i = from; i < to; i++) {
      moved |= tokens.isAnyWord(i, "FIRST", "AFTER") && i > from + 1;
    }
    switch (statement.word(from)) {
      case "ADD" -> {
        if (isConstraint(tokens, from + 1) || tokens.isAnyWord(from + 1, "INDEX", "KEY")) {
          return;
        }
        if (moved) {
          throw notFollowed(statement, from);
        }
        int column = from + 1;
        while (tokens.isAnyWord(column, "COLUMN", "IF", "NOT", "EXISTS")) {
          column++;
        }
        Catalog.Relation table = known(statement, at);
        Columns columns = new Columns();
        columns.addAll(table);
        addColumn(statement, column, to, columns);
        put(table.name(), columns);
      }
      case "OWNER",
          "ALTER",
          "ENABLE",
          "DISABLE",
          "VALIDATE",
          "CLUSTER",
          "REPLICA",
          "ATTACH",
          "FORCE",
          "NO",
          "AUTO_INCREMENT",
          "ENGINE",
          "CONVERT" -> {
        if (statement.has("RENAME")) {
          throw notFollowed(statement, from);
        }
        if (!keepsTypes(statement, from)) {
          changeType(statement, at, from, to);
        }
      }
      case "MODIFY" -> {
        if (moved) {
          throw notFollowed(statement, from);
        }
        changeType(statement, at, from, to);
      }
      default -> throw notFollowed(statement, from);
    }
  }

  /** Whether an action leaves the columns' types as they are. */
  private static boolean keepsTypes(Statement statement, int from) {
    Tokens tokens = statement.tokens;
    if (!tokens.isAnyWord(from, "ALTER", "CONVERT")) {
      return true;
    }
    int behind = column(statement, from) + 1;
    return tokens.isWord(from, "ALTER")
        && ((tokens.isWord(behind, "SET")
                && tokens.isAnyWord(behind + 1, "DEFAULT", "NOT", "STATISTICS", "STORAGE"))
            || (tokens.isWord(behind, "DROP")
                && tokens.isAnyWord(behind + 1, "DEFAULT", "NOT", "IDENTITY"))
            || (tokens.isWord(behind, "ADD") && tokens.isWord(behind + 1, "GENERATED")));
  }

  /** The column that ALTER or MODIFY names. */
  private static int column(Statement statement, int from) {
    return from + (statement.tokens.isWord(from + 1, "COLUMN") ? 2 : 1);
  }

  /** MODIFY column type, ALTER column [SET DATA] TYPE type; anything else leaves none known. */
  private void changeType(Statement statement, int at, int from, int to) {
    Tokens tokens = statement.tokens;
    Catalog.Relation table = find(statement, at);
    if (table == null) {
      return;
    }
    Columns columns = new Columns();
    columns.addAll(table);
    int column = column(statement, from);
    int type = column + 1;
    if (tokens.isWord(from, "ALTER")) {
      type += tokens.isWord(type, "SET") && tokens.isWord(type + 1, "DATA") ? 2 : 0;
      type = tokens.isWord(type, "TYPE") ? type + 1 : to;
    }
    if (tokens.isWord(from, "CONVERT")) {
      columns.types.clear();
    } else {
      columns.setType(name(statement, column), TypeNames.classOf(tokens, type, to, dialect));
    }
    put(table.name(), columns);
  }

  private static Problem notFollowed(Statement statement, int from) {
    return statement.problem(
        from,
        "what ALTER TABLE ... {} changes is not followed: write the table as it is in the end");
  }

  private void drop(Statement statement) {
    Tokens tokens = statement.tokens;
    int kind = kind(statement);
    String word = statement.word(kind);
    if (OTHER_OBJECTS.contains(word) && !word.equals("SCHEMA") && !word.equals("DATABASE")) {
      return;
    }
    boolean relation = word.equals("TABLE") || word.equals("VIEW");
    int at = kind + 1;
    boolean ifExists = tokens.isWord(at, "IF");
    at += ifExists ? 2 : 0;
    if (!relation) {
      if (ifExists && relations.isEmpty()) {
        return;
      }
      throw statement.problem(kind, "what DROP {} removes is not followed: leave it out");
    }
    do {
      Catalog.Relation known = find(statement, at);
      if (known != null) {
        relations.remove(known.name());
      } else if (!ifExists) {
        throw statement.problem(at, "{} is not defined above: leave DROP out");
      }
      at = endOfName(statement, at) + 1;
    } while (tokens.isSymbol(at - 1, ',') && at < statement.to);
  }

  // ---- names

  private String name(Statement statement, int index) {
    Tokens tokens = statement.tokens;
    if (index < statement.to && tokens.isName(index)) {
      return RangeParser.fold(tokens, index, dialect);
    }
    throw statement.problem(
        index,
        (index < statement.to ? "a name is expected, not {}" : "a name is missing behind {}")
            + ": write one, in quotes if it is a keyword");
  }

  private int endOfName(Statement statement, int from) {
    name(statement, from);
    return Glimpse.endOfName(statement.tokens, from, statement.to);
  }

  private TableName tableName(Statement statement, int from) {
    int end = endOfName(statement, from);
    String table = RangeParser.fold(statement.tokens, end - 1, dialect);
    if (end - from > 2) {
      return new TableName(RangeParser.fold(statement.tokens, end - 3, dialect), table);
    }
    return new TableName(currentSchema, table);
  }

  // ---- problems

  private void problem(int at, String message) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < at; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    problems.add(new SchemaException.Problem(source, line, at - start + 1, message));
  }

  private String excerpt(int at) {
    int end = at;
    while (end < text.length() && end < at + 20 && text.charAt(end) != '\n') {
      end++;
    }
    return text.substring(at, end);
  }
}
