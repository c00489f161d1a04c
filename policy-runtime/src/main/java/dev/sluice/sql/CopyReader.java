package dev.sluice.sql;

/** Reads PostgreSQL's COPY, which the parser does not know. */
final class CopyReader {
  private final Tokens tokens;
  private final Dialect dialect;
  private final Catalog catalog;
  private final FactsCollector facts;
  private final StatementReader statements;

  CopyReader(
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

  void read(int from, int to) {
    int index = from + 1;
    if (tokens.isSymbol(index, '(')) {
      int end = closing(index, to);
      statements.readInner(index + 1, end);
      readEndpoint(end + 1, to);
      return;
    }
    TableName table = Glimpse.nameAt(tokens, index, to, dialect, catalog);
    int end = Glimpse.endOfName(tokens, index, to);
    if (table == null || end < 0) {
      facts.opaque("a form of COPY that is not known");
      return;
    }
    int columns = end;
    if (tokens.isSymbol(end, '(')) {
      end = closing(end, to) + 1;
    }
    boolean writes = tokens.isWord(end, "FROM");
    if (writes) {
      facts.effects.add(Effect.INSERT);
      facts.tablesWritten.add(table);
    } else {
      facts.effects.add(Effect.SELECT);
      facts.tablesRead.add(table);
    }
    readColumns(table, columns, end, writes);
    readEndpoint(end, to);
  }

  private int closing(int open, int to) {
    int depth = 0;
    for (int i = open; i < to; i++) {
      depth += tokens.isSymbol(i, '(') ? 1 : tokens.isSymbol(i, ')') ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return to;
  }

  private void readColumns(TableName table, int from, int to, boolean writes) {
    Catalog.Relation relation = catalog.find(table.schema(), table.name());
    boolean any = false;
    for (int i = from; i < to; i++) {
      if (tokens.isName(i)) {
        any = true;
        add(new ColumnName(table, RangeParser.fold(tokens, i, dialect)), writes);
      }
    }
    if (any) {
      return;
    }
    if (relation == null || relation.kind() == Catalog.Kind.VIEW) {
      facts.opaque("columns that COPY moves are not known");
    } else {
      relation.columns().forEach(column -> add(new ColumnName(table, column), writes));
    }
  }

  private void add(ColumnName column, boolean writes) {
    (writes ? facts.columnsWritten : facts.columnsRead).add(column);
  }

  private void readEndpoint(int from, int to) {
    if (!tokens.isAnyWord(from, "FROM", "TO")) {
      facts.opaque("a form of COPY that is not known");
    } else if (!tokens.isAnyWord(from + 1, "STDIN", "STDOUT")) {
      facts.effects.add(Effect.EXTERNAL);
    }
    for (int i = from; i < to; i++) {
      if (tokens.isWord(i, "WHERE")) {
        readCondition(i + 1, to);
        return;
      }
    }
  }

  /** It looks at the rows that come, not at those of a table, and cannot hold a query. */
  private void readCondition(int from, int to) {
    for (int i = from; i < to; i++) {
      boolean call =
          tokens.isName(i)
              && tokens.isSymbol(i + 1, '(')
              && !tokens.isAnyWord(i, "AND", "OR", "NOT", "IN", "ANY", "ALL", "IS", "BETWEEN");
      String name = call ? Identifiers.lower(RangeParser.fold(tokens, i, dialect)) : "";
      if (call && FunctionTable.of(dialect).find(name) != FunctionEffect.PURE) {
        facts.opaque("a function is not known: " + name);
      } else if (tokens.isAnyWord(i, "SELECT", "WITH", "VALUES")) {
        facts.opaque("COPY with a condition that is not known");
      }
    }
  }
}
