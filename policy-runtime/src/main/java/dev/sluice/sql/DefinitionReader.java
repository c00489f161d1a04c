package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Recognises definitions (CREATE, ALTER, DROP, TRUNCATE and their like) by their words: the objects
 * they name, columns of those that stand in the text, and the query that fills a table or makes a
 * view. What carries code makes the statement opaque.
 */
final class DefinitionReader {
  private static final String[] MODIFIERS = {
    "OR",
    "REPLACE",
    "GLOBAL",
    "LOCAL",
    "TEMP",
    "TEMPORARY",
    "UNLOGGED",
    "UNIQUE",
    "FULLTEXT",
    "SPATIAL",
    "CACHED",
    "MEMORY",
    "FORCE",
    "NOT",
    "PERSISTENT",
    "RECURSIVE",
    "MATERIALIZED",
    "FOREIGN",
    "CONCURRENTLY",
    "IF",
    "EXISTS",
    "ALGORITHM",
    "UNDEFINED",
    "SQL",
    "INVOKER",
    "PRIMARY",
    "KEY",
    "HASH",
    "ONLINE",
    "OFFLINE",
    "IGNORE",
    "BITMAP",
    "CLUSTERED",
    "NULLS",
    "DISTINCT",
    "ONLY",
    "NO"
  };

  private final Tokens tokens;
  private final Dialect dialect;
  private final Catalog catalog;
  private final FactsCollector facts;
  private final StatementReader statements;

  DefinitionReader(
      Tokens tokens,
      Dialect dialect,
      Catalog catalog,
      FactsCollector facts,
      StatementReader statements) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.catalog = catalog;
    this.facts = facts;
    this.statements = statements;
  }

  void read(String operation, int from, int to) {
    switch (operation) {
      case "CREATE" -> readCreate(from, to);
      case "ALTER" -> readAlter(from, to);
      case "DROP" -> readDrop(from, to);
      case "TRUNCATE" -> readTruncate(from, to);
      default -> {
        // RENAME TABLE, COMMENT ON, SECURITY LABEL, REASSIGN OWNED
        facts.effects.add(Effect.ALTER);
        int index = from;
        while (index < to && !tokens.isAnyWord(index, "TABLE", "COLUMN", "VIEW")) {
          index++;
        }
        if (operation.equals("RENAME") && tokens.isAnyWord(index, "TABLE", "TABLES")) {
          new TableChange(tokens, dialect, catalog, facts).readRenames(index + 1, to);
        } else if (index < to) {
          boolean column = tokens.isWord(index, "COLUMN");
          writes(index + 1, to, column);
        }
        columns(from, to);
      }
    }
    Glimpse.functions(tokens, from, to, dialect, facts);
  }

  private int skipModifiers(int from, int to) {
    int index = from;
    while (index < to
        && (tokens.isAnyWord(index, MODIFIERS)
            || tokens.isSymbol(index, '=')
            || (tokens.isSymbol(index - 1, '=') && tokens.isName(index)))) {
      index++;
    }
    return index;
  }

  private String wordAt(int index, int to) {
    return index < to && tokens.kind(index) == Tokens.WORD
        ? tokens.text(index).toUpperCase(Locale.ROOT)
        : "";
  }

  private TableName writes(int from, int to, boolean lastIsColumn) {
    TableName table = Glimpse.nameAt(tokens, from, to, dialect, catalog);
    if (table == null) {
      facts.opaque("the object of a definition is not known");
      return new TableName(null, "");
    }
    if (lastIsColumn) {
      int end = Glimpse.endOfName(tokens, from, to);
      table = Glimpse.nameAt(tokens, from, Math.max(from + 1, end - 2), dialect, catalog);
    }
    if (table != null) {
      facts.tablesWritten.add(table);
      return table;
    }
    return new TableName(null, "");
  }

  // ---- CREATE

  private void readCreate(int from, int to) {
    facts.effects.add(Effect.CREATE);
    boolean stored = false;
    for (int i = from + 1; i < to && i < from + 5; i++) {
      stored |= tokens.isWord(i, "MATERIALIZED");
    }
    int kind = skipModifiers(from + 1, to);
    switch (wordAt(kind, to)) {
      case "TABLE" -> readCreateTable(kind + 1, to);
      case "VIEW" -> readCreateView(kind + 1, to, stored);
      case "INDEX" -> readCreateIndex(kind + 1, to);
      case "DOMAIN" -> {
        requireNoCode(from, to);
        requireKnownExpressions(kind + 1, to);
      }
      case "TYPE" -> readCreateType(from, kind + 1, to);
      case "SCHEMA",
          "DATABASE",
          "SEQUENCE",
          "COLLATION",
          "STATISTICS",
          "TABLESPACE",
          "SYNONYM",
          "CONSTANT" ->
          requireNoCode(from, to);
      case "ROLE", "USER", "GROUP" -> {
        facts.effects.add(Effect.GRANT);
        requireNoCode(from, to);
      }
      case "FUNCTION", "PROCEDURE" -> readRoutine(from, kind + 1, to);
      case "AGGREGATE" -> {
        if (dialect == Dialect.POSTGRESQL) {
          readRoutine(from, kind + 1, to);
        } else {
          facts.effects.add(Effect.EXTERNAL);
          facts.opaque("a definition that carries code");
        }
      }
      case "POLICY" -> {
        facts.effects.add(Effect.GRANT);
        readTableExpressions(from, kind + 1, to);
      }
      case "SERVER", "TEXT" -> {
        // names a library, an address or a file, and reaches it when it is used
        facts.effects.add(Effect.EXTERNAL);
        requireNoCode(from, to);
      }
      case "DATA" -> {
        // FOREIGN DATA WRAPPER
        facts.effects.add(Effect.EXTERNAL);
        requireNoCode(from, to);
      }
      case "EXTENSION", "SUBSCRIPTION", "PUBLICATION", "LANGUAGE", "LINKED" -> {
        facts.effects.add(Effect.EXTERNAL);
        facts.opaque("a definition that brings in code, or lets data in or out");
      }
      case "ALIAS" -> {
        facts.effects.add(Effect.EXTERNAL);
        facts.opaque("a definition that carries code");
      }
      case "TRIGGER", "RULE", "OPERATOR", "CAST", "CONVERSION", "EVENT", "CONSTRAINT" ->
          facts.opaque("a definition of what other statements run without naming it");
      default -> facts.opaque("a definition that carries code or is not known");
    }
  }

  /**
   * A routine's body is kept, not run. What it does is not known until it is called, which makes
   * the call opaque: unless the call looks like that of a known function, or nobody writes it, as
   * where a trigger runs the routine that is replaced.
   */
  private void readRoutine(int from, int at, int to) {
    facts.effects.add(Effect.EXTERNAL);
    int end = Glimpse.endOfName(tokens, skipModifiers(at, to), to);
    if (end < 0) {
      facts.opaque("the object of a definition is not known");
      return;
    }
    boolean replaces = tokens.isWord(from + 1, "OR");
    if (replaces || isKnownFunction(end - 1)) {
      facts.opaque("a routine that takes the place of another");
    }
  }

  /** A base type names the functions that read and write its values, and no other names them. */
  private void readCreateType(int from, int at, int to) {
    requireNoCode(from, to);
    boolean base = tokens.isSymbol(Math.max(at, Glimpse.endOfName(tokens, at, to)), '(');
    for (int i = at; i < to; i++) {
      base |= tokens.isAnyWord(i, "CANONICAL", "SUBTYPE_DIFF");
    }
    if (base) {
      facts.opaque("a definition of what other statements run without naming it");
    }
  }

  private boolean isKnownFunction(int index) {
    String name = Identifiers.lower(RangeParser.fold(tokens, index, dialect));
    return FunctionTable.of(dialect).find(name) != null;
  }

  /** Where a query begins that is the rest of the definition; -1 if there is none. */
  private int queryStart(int from, int to) {
    int depth = 0;
    for (int i = from; i < to; i++) {
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (depth == 0 && tokens.isWord(i, "AS") && startsQuery(i + 1)) {
        return i + 1;
      }
      if (depth == 0 && tokens.isWord(i, "SELECT")) {
        return i;
      }
    }
    return -1;
  }

  private boolean startsQuery(int index) {
    int inner = index;
    while (tokens.isSymbol(inner, '(')) {
      inner++;
    }
    return tokens.isAnyWord(inner, "SELECT", "WITH", "VALUES", "TABLE");
  }

  /** Without PostgreSQL's WITH [NO] DATA and the CHECK OPTION of a view. */
  private int queryEnd(int from, int to) {
    int end = to;
    if (tokens.isWord(end - 1, "DATA")) {
      end -= tokens.isWord(end - 2, "NO") ? 3 : 2;
    } else if (tokens.isWord(end - 1, "OPTION") && tokens.isWord(end - 2, "CHECK")) {
      end -= tokens.isAnyWord(end - 3, "LOCAL", "CASCADED") ? 4 : 3;
    }
    return Math.max(from + 1, end);
  }

  private void readCreateTable(int from, int to) {
    int name = skipModifiers(from, to);
    TableName table = writes(name, to, false);
    int query = queryStart(from, to);
    if (query >= 0) {
      store(statements.readInner(query, queryEnd(query, to)), table, name, query);
      facts.effects.add(Effect.SELECT);
      return;
    }
    for (int i = from; i < to; i++) {
      if (tokens.isWord(i, "EXECUTE")) {
        facts.opaque("a table made from a prepared statement");
      } else if ((dialect == Dialect.H2 && tokens.isWord(i, "ENGINE"))
          || (dialect == Dialect.POSTGRESQL && tokens.isWord(i, "SERVER"))) {
        facts.effects.add(Effect.EXTERNAL);
      }
    }
    requireNoCode(from, to);
    requireKnownExpressions(from, to);
  }

  private void readCreateView(int from, int to, boolean stored) {
    int name = skipModifiers(from, to);
    TableName view = writes(name, to, false);
    int query = queryStart(from, to);
    if (query < 0) {
      facts.opaque("a view without a query that is known");
      return;
    }
    boolean selects = facts.effects.contains(Effect.SELECT);
    List<OutputColumn> columns = statements.readInner(query, queryEnd(query, to));
    facts.storedApart = true; // a plain view keeps no values
    if (stored) {
      store(columns, view, name, query);
    } else if (!selects) {
      facts.effects.remove(Effect.SELECT);
    }
  }

  /**
   * The columns of a query become those of a new table, under their own names or, in order, those
   * of a list before the query. MySQL adds them behind the columns of the list instead, unless one
   * has the same name.
   */
  private void store(List<OutputColumn> columns, TableName table, int name, int query) {
    facts.storedApart = true;
    List<String> names = listedNames(Glimpse.endOfName(tokens, name, query), query);
    for (int i = 0; i < columns.size(); i++) {
      boolean renamed = i < names.size() && !dialect.schemaIsDatabase();
      String column = renamed ? names.get(i) : columns.get(i).label();
      facts.store(columns.get(i).lineage(), table, column);
      facts.columnsWritten.add(new ColumnName(table, column));
    }
  }

  /** The first name behind each comma of a list in parentheses. */
  private List<String> listedNames(int open, int to) {
    List<String> names = new ArrayList<>();
    if (open < 0 || !tokens.isSymbol(open, '(')) {
      return names;
    }
    int depth = 0;
    for (int i = open; i < to; i++) {
      boolean begins = i == open || (depth == 1 && tokens.isSymbol(i, ','));
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (begins && tokens.isName(i + 1)) {
        names.add(RangeParser.fold(tokens, i + 1, dialect));
      }
      if (depth == 0) {
        break;
      }
    }
    return names;
  }

  private void readCreateIndex(int from, int to) {
    readTableExpressions(from, from, to);
  }

  /** {@code ... ON table} and expressions over its columns, which are read from now on. */
  private void readTableExpressions(int from, int at, int to) {
    int on = at;
    while (on < to && !tokens.isWord(on, "ON")) {
      on++;
    }
    if (on >= to) {
      facts.opaque("the object of a definition is not known");
      return;
    }
    TableName table = writes(on + 1, to, false);
    requireNoCode(from, to);
    facts.storedApart = true; // what an index keeps is no column to read from
    readExpressions(table, on, to);
  }

  /** Columns of a table and calls in what is computed of it. */
  private void readExpressions(TableName table, int on, int to) {
    int body = Math.max(on + 1, Glimpse.endOfName(tokens, on + 1, to));
    Catalog.Relation relation = catalog.find(table.schema(), table.name());
    for (int i = body; i < to; i++) {
      if (!tokens.isName(i)) {
        continue;
      }
      String name = RangeParser.fold(tokens, i, dialect);
      if (relation != null && relation.columns().contains(name)) {
        facts.columnsRead.add(new ColumnName(relation.name(), name));
      } else if (tokens.isSymbol(i + 1, '(')
          && !tokens.isAnyWord(
              i, "USING", "BTREE", "HASH", "GIN", "GIST", "SPGIST", "BRIN", "INCLUDE", "WITH",
              "WHERE", "AND", "OR", "NOT", "IN", "KEY", "CHECK")
          && FunctionTable.of(dialect).find(Identifiers.lower(name)) == null
          && !tokens.isSymbol(i - 1, '.')
          && relation != null) {
        facts.opaque("a function is not known: " + name);
      }
    }
  }

  // ---- ALTER, DROP, TRUNCATE

  private void readAlter(int from, int to) {
    facts.effects.add(Effect.ALTER);
    int kind = skipModifiers(from + 1, to);
    switch (wordAt(kind, to)) {
      case "TABLE" ->
          new TableChange(tokens, dialect, catalog, facts).read(readAltered(kind, to), to);
      case "VIEW" -> readAltered(kind, to);
      case "POLICY" -> {
        facts.effects.add(Effect.GRANT);
        readTableExpressions(from, kind + 1, to);
        return;
      }
      case "TRIGGER", "RULE" -> writesOn(kind + 1, to);
      case "DOMAIN" -> requireKnownExpressions(kind + 1, to);
      case "SERVER" -> facts.effects.add(Effect.EXTERNAL);
      case "EXTENSION", "SUBSCRIPTION", "PUBLICATION", "EVENT", "OPERATOR" -> {
        facts.effects.add(Effect.EXTERNAL);
        facts.opaque("a definition that brings in code, or lets data in or out");
      }
      case "DEFAULT" -> {
        // ALTER DEFAULT PRIVILEGES names SELECT without selecting
        facts.effects.add(Effect.GRANT);
        return;
      }
      case "ROLE", "USER", "GROUP" -> facts.effects.add(Effect.GRANT);
      case "FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE" -> {
        for (int i = kind; i + 1 < to; i++) {
          if (tokens.isWord(i, "TO") && tokens.isWord(i - 1, "RENAME") && isKnownFunction(i + 1)) {
            facts.opaque("a routine that takes the place of another");
          }
        }
      }
      case "SYSTEM", "DATABASE" -> facts.effects.add(Effect.SET);
      default -> {}
    }
    requireNoCode(from, to);
  }

  /** Notes the object of an ALTER and its columns that stand in the text; the result is its end. */
  private int readAltered(int kind, int to) {
    int name = skipModifiers(kind + 1, to);
    writes(name, to, false);
    columns(kind, to);
    return Glimpse.endOfName(tokens, name, to);
  }

  /** The table behind ON, to which a trigger, a rule or a policy belongs. */
  private void writesOn(int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.isWord(i, "ON")) {
        writes(i + 1, to, false);
        return;
      }
    }
  }

  /** Defaults and checks run with every row that is written from now on. */
  private void requireKnownExpressions(int from, int to) {
    TableChange.requireKnownCalls(tokens, from, to, dialect, facts);
  }

  private void readDrop(int from, int to) {
    facts.effects.add(Effect.DROP);
    int kind = skipModifiers(from + 1, to);
    switch (wordAt(kind, to)) {
      case "TABLE", "VIEW" -> {
        int index = skipModifiers(kind + 1, to);
        do {
          writes(index, to, false);
          index = Glimpse.endOfName(tokens, index, to) + 1;
        } while (index > 0 && tokens.isSymbol(index - 1, ','));
      }
      case "OWNED", "ROLE", "USER", "GROUP" -> facts.effects.add(Effect.REVOKE);
      case "POLICY" -> {
        facts.effects.add(Effect.GRANT);
        writesOn(kind + 1, to);
      }
      case "TRIGGER", "RULE" -> writesOn(kind + 1, to);
      case "ALL" -> {
        if (tokens.isWord(to - 1, "FILES")) {
          facts.effects.add(Effect.EXTERNAL);
        }
      }
      default -> {}
    }
    requireNoCode(from, to);
  }

  private void readTruncate(int from, int to) {
    facts.effects.add(Effect.TRUNCATE);
    facts.unrestricted = true;
    int index = from + 1;
    while (tokens.isAnyWord(index, "TABLE", "ONLY")) {
      index++;
    }
    do {
      writes(index, to, false);
      index = Glimpse.endOfName(tokens, tokens.isWord(index, "ONLY") ? index + 1 : index, to);
      if (tokens.isSymbol(index, '*')) {
        index++;
      }
      index++;
    } while (index > 0 && tokens.isSymbol(index - 1, ','));
  }

  /** Columns of the object that stand in the text change. */
  private void columns(int from, int to) {
    for (TableName table : facts.tablesWritten) {
      Catalog.Relation relation = catalog.find(table.schema(), table.name());
      if (relation == null) {
        continue;
      }
      for (int i = from; i < to; i++) {
        if (tokens.isName(i)) {
          String name = RangeParser.fold(tokens, i, dialect);
          if (relation.columns().contains(name)) {
            facts.columnsWritten.add(new ColumnName(relation.name(), name));
          }
        }
      }
    }
  }

  private void requireNoCode(int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.isAnyWord(i, "SELECT", "EXECUTE", "CALL") && !isPolicyCommand(from, i)) {
        facts.opaque("a definition that holds a query or a call");
        Glimpse.take(tokens, from, to, dialect, catalog, facts);
        return;
      }
    }
  }

  /** {@code CREATE POLICY p ON t FOR SELECT} names a command without running it. */
  private boolean isPolicyCommand(int from, int index) {
    return tokens.isWord(from + 1, "POLICY") && tokens.isWord(index - 1, "FOR");
  }
}
