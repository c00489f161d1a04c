package dev.sluice.sql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a statement without understanding it. Used only beside a reason for the
 * statement being opaque, so that rules on effects and tables still find what is in plain sight.
 */
final class Glimpse {
  private Glimpse() {}

  /** Notes effects, tables and functions that the words of the range point to. */
  static void take(
      Tokens tokens, int from, int to, Dialect dialect, Catalog catalog, FactsCollector facts) {
    boolean where = false;
    boolean disjunction = false;
    for (int i = from; i < to; i++) {
      where |= tokens.isWord(i, "WHERE");
      disjunction |= dialect.schemaIsDatabase() && tokens.isSymbol(i, "||");
    }
    where &= !disjunction;
    for (int i = from; i < to; i++) {
      if (tokens.kind(i) == Tokens.WORD) {
        word(tokens, i, to, dialect, catalog, facts, where);
      }
    }
    functions(tokens, from, to, dialect, facts);
  }

  private static void word(
      Tokens tokens,
      int index,
      int to,
      Dialect dialect,
      Catalog catalog,
      FactsCollector facts,
      boolean where) {
    switch (tokens.text(index).toUpperCase(Locale.ROOT)) {
      case "SELECT" -> facts.effects.add(Effect.SELECT);
      case "INSERT", "REPLACE" -> {
        if (!tokens.isSymbol(index + 1, '(')) {
          facts.effects.add(Effect.INSERT);
        }
      }
      case "UPDATE" -> {
        // FOR UPDATE locks, ON CONFLICT DO UPDATE and ON UPDATE are seen elsewhere
        if (!tokens.isWord(index - 1, "FOR") && !tokens.isWord(index - 1, "ON")) {
          facts.effects.add(Effect.UPDATE);
          facts.unrestricted |= !where;
          written(tokens, index + 1, to, dialect, catalog, facts);
        }
      }
      case "DELETE" -> {
        facts.effects.add(Effect.DELETE);
        facts.unrestricted |= !where;
        written(
            tokens,
            tokens.isWord(index + 1, "FROM") ? index + 2 : index + 1,
            to,
            dialect,
            catalog,
            facts);
      }
      case "MERGE" -> {
        facts.effects.add(Effect.INSERT);
        facts.effects.add(Effect.UPDATE);
      }
      case "INTO" -> {
        if (!tokens.isAnyWord(index - 1, "INSERT", "REPLACE", "MERGE", "IGNORE")
            && facts.effects.contains(Effect.SELECT)
            && dialect == Dialect.POSTGRESQL) {
          facts.effects.add(Effect.CREATE);
        }
        written(tokens, index + 1, to, dialect, catalog, facts);
      }
      case "FROM", "JOIN", "USING" -> {
        TableName table = nameAt(tokens, index + 1, to, dialect, catalog);
        if (table != null) {
          facts.tablesRead.add(table);
        }
      }
      case "OUTFILE", "DUMPFILE", "INFILE", "PROGRAM" -> facts.effects.add(Effect.EXTERNAL);
      default -> {}
    }
  }

  private static void written(
      Tokens tokens, int index, int to, Dialect dialect, Catalog catalog, FactsCollector facts) {
    TableName table = nameAt(tokens, index, to, dialect, catalog);
    if (table != null) {
      facts.tablesWritten.add(table);
    }
  }

  /** Notes calls of functions that are known to have an effect. */
  static void functions(Tokens tokens, int from, int to, Dialect dialect, FactsCollector facts) {
    FunctionTable table = FunctionTable.of(dialect);
    for (int i = from; i + 1 < to; i++) {
      if (tokens.isName(i) && tokens.isSymbol(i + 1, '(')) {
        String name = Identifiers.lower(RangeParser.fold(tokens, i, dialect));
        FunctionEffect effect = table.find(name);
        if (effect == FunctionEffect.EXTERNAL) {
          facts.functions.add(name);
          facts.effects.add(Effect.EXTERNAL);
        } else if (effect == FunctionEffect.SESSION) {
          facts.functions.add(name);
          facts.effects.add(Effect.SET);
        }
      }
    }
  }

  /** The table whose name begins at a token; null if none does. */
  static @Nullable TableName nameAt(
      Tokens tokens, int from, int to, Dialect dialect, Catalog catalog) {
    int index = from;
    while (index < to
        && tokens.isAnyWord(
            index,
            "ONLY",
            "TABLE",
            "IF",
            "NOT",
            "EXISTS",
            "LOW_PRIORITY",
            "QUICK",
            "IGNORE",
            "CONCURRENTLY",
            "LATERAL",
            "LOCAL",
            "TEMP",
            "TEMPORARY",
            "UNLOGGED")) {
      index++;
    }
    int end = endOfName(tokens, index, to);
    if (end < 0) {
      return null;
    }
    String name = RangeParser.fold(tokens, end - 1, dialect);
    String schema = end - index > 2 ? RangeParser.fold(tokens, end - 3, dialect) : null;
    Catalog.Relation relation = catalog.find(schema, name);
    return relation == null ? new TableName(schema, name) : relation.name();
  }

  /** Where a qualified name that begins at a token ends; -1 if none begins there. */
  static int endOfName(Tokens tokens, int from, int to) {
    int index = from;
    if (index >= to || !tokens.isName(index)) {
      return -1;
    }
    index++;
    while (index + 1 < to && tokens.isSymbol(index, '.') && tokens.isName(index + 1)) {
      index += 2;
    }
    return index;
  }
}
