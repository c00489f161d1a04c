package dev.sluice.sql;

import java.util.Set;

/**
 * Recognises commands that are neither query, write nor definition by their words: transaction
 * control, the session's state, maintenance, privileges.
 */
final class CommandReader {
  private final Tokens tokens;
  private final Dialect dialect;
  private final Catalog catalog;
  private final FactsCollector facts;

  CommandReader(Tokens tokens, Dialect dialect, Catalog catalog, FactsCollector facts) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.catalog = catalog;
    this.facts = facts;
  }

  void read(String operation, int from, int to) {
    switch (operation) {
      case "BEGIN" -> {
        facts.effects.add(Effect.BEGIN);
        requireTransactionWords(from + 1, to);
      }
      case "START" -> {
        facts.effects.add(Effect.BEGIN);
        requireTransactionWords(from + 1, to);
      }
      case "COMMIT", "END" -> {
        facts.effects.add(Effect.COMMIT);
        if (!endsPrepared(from, to)) {
          requireTransactionWords(from + 1, to);
        }
      }
      case "ROLLBACK", "ABORT" -> {
        facts.effects.add(Effect.ROLLBACK);
        if (!endsPrepared(from, to)) {
          requireNames(from + 1, to);
        }
      }
      case "MOVE" -> {
        // goes on with a query that was judged when its cursor was declared, and shows no row
        facts.effects.add(Effect.SET);
        requireCursorWords(from + 1, to);
      }
      case "SAVEPOINT", "RELEASE" -> {
        facts.effects.add(Effect.SAVEPOINT);
        requireNames(from + 1, to);
      }
      case "XA" -> {
        facts.effects.add(Effect.BEGIN);
        facts.opaque("a distributed transaction");
      }
      case "SET", "RESET" -> readSet(from, to);
      case "USE", "DISCARD", "DEALLOCATE", "CLOSE", "UNLOCK", "LISTEN", "UNLISTEN" -> {
        facts.effects.add(operation.endsWith("LISTEN") ? Effect.OTHER : Effect.SET);
        requireNames(from + 1, to);
      }
      case "SHOW" -> readShow(from, to);
      case "LOCK" -> readLock(from, to);
      case "NOTIFY",
          "CHECKPOINT",
          "VACUUM",
          "ANALYZE",
          "REINDEX",
          "CLUSTER",
          "OPTIMIZE",
          "CHECK",
          "FLUSH",
          "REPAIR" -> {
        facts.effects.add(Effect.OTHER);
        requireNoQuery(from, to);
      }
      case "REFRESH" -> {
        facts.effects.add(Effect.OTHER);
        readRefresh(from + (tokens.isWord(from + 1, "MATERIALIZED") ? 3 : 1), to);
      }
      case "GRANT", "REVOKE" -> readGrant(operation, from, to);
      default -> readOpaque(operation, from, to);
    }
  }

  private void readOpaque(String operation, int from, int to) {
    switch (operation) {
      case "EXECUTE", "EXEC" -> facts.effects.add(Effect.CALL);
      case "DO" -> {
        facts.effects.add(Effect.CALL);
        if (dialect == Dialect.POSTGRESQL) {
          facts.effects.add(Effect.EXTERNAL);
        }
      }
      case "FETCH", "HANDLER" -> facts.effects.add(Effect.SELECT);
      case "LOAD" -> {
        facts.effects.add(Effect.EXTERNAL);
        if (dialect.schemaIsDatabase()) {
          facts.effects.add(Effect.INSERT);
        }
      }
      case "IMPORT" -> {
        facts.effects.add(Effect.CREATE);
        facts.effects.add(Effect.EXTERNAL);
      }
      // tells whether rows have changed
      case "CHECKSUM" -> facts.effects.add(Effect.SELECT);
      case "SHUTDOWN",
          "KILL",
          "BACKUP",
          "SCRIPT",
          "RUNSCRIPT",
          "RESTART",
          "CLONE",
          "INSTALL",
          "UNINSTALL",
          "CHANGE",
          "PURGE",
          "STOP" ->
          facts.effects.add(Effect.EXTERNAL);
      default -> {}
    }
    facts.opaque(
        operation.isEmpty()
            ? "a statement that is not known"
            : "a statement that is not known: " + operation);
    Glimpse.take(tokens, from, to, dialect, catalog, facts);
  }

  /** {@code COMMIT PREPARED 'name'}. */
  private boolean endsPrepared(int from, int to) {
    return dialect == Dialect.POSTGRESQL
        && to == from + 3
        && tokens.isWord(from + 1, "PREPARED")
        && tokens.kind(from + 2) == Tokens.STRING;
  }

  private void requireCursorWords(int from, int to) {
    for (int i = from; i < to; i++) {
      boolean sign = tokens.isSymbol(i, '-') || tokens.isSymbol(i, '+');
      if (!tokens.isName(i) && !sign && tokens.kind(i) != Tokens.NUMBER) {
        facts.opaque("a form of command that is not known");
        return;
      }
    }
  }

  private void requireTransactionWords(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!tokens.isSymbol(i, ',')
          && !tokens.isAnyWord(
              i,
              "WORK",
              "TRANSACTION",
              "ISOLATION",
              "LEVEL",
              "SERIALIZABLE",
              "REPEATABLE",
              "READ",
              "COMMITTED",
              "UNCOMMITTED",
              "ONLY",
              "WRITE",
              "NOT",
              "DEFERRABLE",
              "AND",
              "CHAIN",
              "NO",
              "RELEASE",
              "WITH",
              "CONSISTENT",
              "SNAPSHOT",
              "IMMEDIATE",
              "DEFERRED",
              "EXCLUSIVE")) {
        facts.opaque("a form of transaction control that is not known");
        Glimpse.take(tokens, from, to, dialect, catalog, facts);
        return;
      }
    }
  }

  private void requireNames(int from, int to) {
    for (int i = from; i < to; i++) {
      boolean plain = tokens.isName(i) || tokens.isSymbol(i, '*') || tokens.isSymbol(i, '.');
      if (!plain) {
        facts.opaque("a form of command that is not known");
        return;
      }
    }
  }

  /** Nothing in it may compute: no query, no call. */
  private boolean requireNoQuery(int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.isAnyWord(i, "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "CALL", "EXECUTE")) {
        facts.opaque("a query inside of a command");
        Glimpse.take(tokens, from, to, dialect, catalog, facts);
        return false;
      }
    }
    return true;
  }

  private void readSet(int from, int to) {
    facts.effects.add(Effect.SET);
    if (tokens.isWord(from + 1, "PASSWORD")) {
      facts.effects.add(Effect.GRANT);
    }
    if (!requireNoQuery(from, to)) {
      return;
    }
    for (int i = from + 1; i + 1 < to; i++) {
      if (tokens.isName(i)
          && tokens.isSymbol(i + 1, '(')
          && FunctionTable.of(dialect).find(RangeParser.fold(tokens, i, dialect))
              != FunctionEffect.PURE) {
        facts.opaque("a call inside of a command");
        Glimpse.functions(tokens, from, to, dialect, facts);
        return;
      }
    }
  }

  private void readShow(int from, int to) {
    facts.effects.add(Effect.SHOW);
    for (int i = from + 1; i < to; i++) {
      boolean measures =
          tokens.isAnyWord(i, "INDEX", "INDEXES", "KEYS", "TABLE_STATISTICS", "INDEX_STATISTICS")
              || (tokens.isWord(i, "TABLE") && tokens.isWord(i + 1, "STATUS"));
      if (measures && dialect.schemaIsDatabase()) {
        facts.disclosures.add(new Disclosure("SHOW " + tokens.upper(i), Telltale.ROOM, Set.of()));
      }
      if (tokens.isAnyWord(
              i, "PROCESSLIST", "WARNINGS", "ERRORS", "EVENTS", "ENGINE", "EXPLAIN", "ANALYZE")
          && dialect.schemaIsDatabase()) {
        facts.opaque("SHOW of what may quote rows or statements");
      }
    }
    requireNoQuery(from, to);
  }

  private void readLock(int from, int to) {
    facts.effects.add(Effect.SET);
    requireNoQuery(from, to);
    int index = tokens.isAnyWord(from + 1, "TABLE", "TABLES") ? from + 2 : from + 1;
    while (index < to) {
      int name = tokens.isWord(index, "ONLY") ? index + 1 : index;
      TableName table = Glimpse.nameAt(tokens, name, to, dialect, catalog);
      if (table != null) {
        facts.tablesRead.add(table);
      }
      index = nextInList(name, to);
    }
  }

  /** Where the name behind the next comma begins; the end if there is none. */
  private int nextInList(int from, int to) {
    int index = from;
    while (index < to && !tokens.isSymbol(index, ',')) {
      index++;
    }
    return index + 1;
  }

  private void writes(int from, int to) {
    TableName table = Glimpse.nameAt(tokens, from, to, dialect, catalog);
    if (table != null) {
      facts.tablesWritten.add(table);
    }
  }

  /** Runs the view's query; whether its rows then fit the view's indexes can be seen. */
  private void readRefresh(int from, int to) {
    writes(from, to);
    for (TableName view : facts.tablesWritten) {
      Catalog.Relation relation = catalog.find(view.schema(), view.name());
      String definition = relation == null ? null : relation.definition();
      if (definition == null) {
        facts.opaque("a view's definition is not known: " + view.name());
      } else {
        readDefinition(definition);
      }
    }
  }

  private void readDefinition(String definition) {
    Tokens query = Lexer.read(definition, dialect);
    int end = query.size();
    if (end > 0 && query.isSymbol(end - 1, ';')) {
      end--;
    }
    FactsCollector inner = new FactsCollector();
    StatementReader reader =
        new StatementReader(
            query, CanonicalText.of(query), dialect, catalog.ofDefinitions(), inner);
    if (query.refusal() != null) {
      facts.opaque("in a view: " + query.refusal());
    } else {
      reader.readInner(0, end);
      facts.columnsRead.addAll(inner.columnsRead);
      facts.tablesRead.addAll(inner.tablesRead);
      facts.raising.addAll(inner.raisingColumns());
      facts.functions.addAll(inner.functions);
      inner.opaque.forEach(reason -> facts.opaque("in a view: " + reason));
    }
  }

  private void readGrant(String operation, int from, int to) {
    facts.effects.add(operation.equals("GRANT") ? Effect.GRANT : Effect.REVOKE);
    for (int i = from; i < to; i++) {
      if (tokens.isWord(i, "ON")
          && !tokens.isAnyWord(
              i + 1,
              "ALL",
              "SCHEMA",
              "DATABASE",
              "FUNCTION",
              "SEQUENCE",
              "PROCEDURE",
              "ROUTINE",
              "LANGUAGE",
              "TYPE",
              "DOMAIN",
              "FOREIGN",
              "LARGE",
              "TABLESPACE",
              "PARAMETER")) {
        for (int index = i + 1; index < to; index = nextInList(index, to)) {
          writes(tokens.isWord(index, "TABLE") ? index + 1 : index, to);
        }
        return;
      }
    }
  }
}
