package dev.sluice.sql;

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
        requireTransactionWords(from + 1, to);
      }
      case "ROLLBACK", "ABORT" -> {
        facts.effects.add(Effect.ROLLBACK);
        requireNames(from + 1, to);
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
        writes(from + (tokens.isWord(from + 1, "MATERIALIZED") ? 3 : 1), to);
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
      // a checksum tells of every value
      case "FETCH", "HANDLER", "CHECKSUM" -> facts.effects.add(Effect.SELECT);
      case "MOVE" -> facts.effects.add(Effect.SET);
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
      facts.opaque("a password is set");
      return;
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
      if (tokens.isAnyWord(i, "PROCESSLIST", "WARNINGS", "ERRORS", "EVENTS", "STATUS")
          && dialect.schemaIsDatabase()
          && !tokens.isWord(i, "STATUS")) {
        facts.opaque("SHOW of what may quote rows or statements");
      }
    }
    requireNoQuery(from, to);
  }

  private void readLock(int from, int to) {
    facts.effects.add(Effect.SET);
    requireNoQuery(from, to);
    TableName table =
        Glimpse.nameAt(
            tokens,
            tokens.isAnyWord(from + 1, "TABLE", "TABLES") ? from + 2 : from + 1,
            to,
            dialect,
            catalog);
    if (table != null) {
      facts.tablesRead.add(table);
    }
  }

  private void writes(int from, int to) {
    TableName table = Glimpse.nameAt(tokens, from, to, dialect, catalog);
    if (table != null) {
      facts.tablesWritten.add(table);
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
        writes(i + 1, to);
        return;
      }
    }
  }
}
