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
 * @param effort shared with the views that the text names
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
    Effort effort,
    int viewDepth) {

  /** For a text of its own. */
  static ReadContext of(Dialect dialect, Catalog catalog, FactsCollector facts, ParsedText names) {
    return new ReadContext(
        dialect,
        catalog,
        FunctionTable.of(dialect),
        facts,
        names,
        new IdentityHashMap<>(),
        new IdentityHashMap<>(),
        new Effort(),
        0);
  }

  /** For the definition of a view that this text names. */
  ReadContext ofView(FactsCollector own, ParsedText definition) {
    return new ReadContext(
        dialect,
        catalog.ofDefinitions(),
        functions,
        own,
        definition,
        new IdentityHashMap<>(),
        new IdentityHashMap<>(),
        effort,
        viewDepth + 1);
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

  /** Equal for two names if and only if {@link #sameColumn} says that they are the same. */
  String key(String name) {
    if (dialect == Dialect.POSTGRESQL) {
      return name;
    }
    StringBuilder key = new StringBuilder(name.length());
    name.codePoints()
        .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
        .forEach(key::appendCodePoint);
    return key.toString();
  }

  /** Aliases and WITH names: their case counts only where the dialect keeps it. */
  boolean sameAlias(String left, String right) {
    return sameColumn(left, right);
  }
}
