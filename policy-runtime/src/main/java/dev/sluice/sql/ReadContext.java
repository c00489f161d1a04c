package dev.sluice.sql;

import java.util.IdentityHashMap;
import java.util.Map;
import net.sf.jsqlparser.schema.Column;

/**
 * What the readers of one parsed text share. Confined to one thread.
 *
 * @param names the text's ledger of names
 * @param owners the table that each column of the tree was found to belong to
 * @param types the class of the type of each column whose value is a table's column unchanged
 * @param viewDepth how many views deep this text is
 */
record ReadContext(
    Dialect dialect,
    Catalog catalog,
    FunctionTable functions,
    FactsCollector facts,
    ParsedText names,
    Map<Column, Source> owners,
    Map<Column, ColumnType> types,
    int viewDepth) {

  ReadContext(
      Dialect dialect,
      Catalog catalog,
      FunctionTable functions,
      FactsCollector facts,
      ParsedText names,
      int viewDepth) {
    this(
        dialect,
        catalog,
        functions,
        facts,
        names,
        new IdentityHashMap<>(),
        new IdentityHashMap<>(),
        viewDepth);
  }

  /** Notes the use of operators, of which the database may hold some of its own. */
  void useOperators(String... symbols) {
    for (String symbol : symbols) {
      if (catalog.hasOwn(symbol)) {
        facts.opaque(FunctionTable.OWN_CODE + symbol);
      }
    }
  }

  String fold(String written) {
    return Identifiers.fold(written, dialect);
  }

  /** Accounts for a name and folds it. */
  String name(String written) {
    names.account(written);
    return fold(written);
  }

  String column(String written) {
    names.account(written);
    return Identifiers.foldColumn(written, dialect);
  }

  boolean sameColumn(String left, String right) {
    return dialect == Dialect.POSTGRESQL ? left.equals(right) : left.equalsIgnoreCase(right);
  }

  /** Aliases and WITH names: their case counts only where the dialect keeps it. */
  boolean sameAlias(String left, String right) {
    return sameColumn(left, right);
  }
}
