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
        facts.opaque("COPY with a condition");
      }
    }
  }
}
