package dev.sluice.sql;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Hands a range of the tokens to the parser, and checks at the end that no name was left over. */
final class RangeParser {
  private RangeParser() {}

  /**
   * Parses the tokens {@code from} to {@code to}, the last one excluded: as they are, and if the
   * parser does not understand them, once more with every name quoted that it may have reserved.
   */
  static ParsedText parse(Tokens tokens, CanonicalText text, int from, int to, Dialect dialect)
      throws NotUnderstoodException {
    if (tokens.isOutOfBounds()) {
      throw new NotUnderstoodException(String.valueOf(tokens.refusal()));
    }
    if (!text.hasBudget()) {
      throw new NotUnderstoodException(CanonicalText.OVER_BUDGET);
    }
    ParserText plain = ParserText.of(tokens, text, from, to, dialect, false);
    if (!text.takeFromBudget(plain.size())) {
      throw new NotUnderstoodException(CanonicalText.OVER_BUDGET);
    }
    try {
      return ParsedText.parse(plain, dialect);
    } catch (NotUnderstoodException first) {
      ParserText quoted = ParserText.of(tokens, text, from, to, dialect, true);
      if (quoted.text().equals(plain.text())) {
        throw first;
      }
      return ParsedText.parse(quoted, dialect);
    }
  }

  /** The name as meant, straight from the text. */
  static String fold(Tokens tokens, int index, Dialect dialect) {
    String written = tokens.text(index);
    if (tokens.kind(index) == Tokens.QUOTED) {
      char quote = written.charAt(written.length() - 1);
      return written
          .substring(1, written.length() - 1)
          .replace("" + quote + quote, Character.toString(quote));
    }
    return Identifiers.foldUnquoted(written, dialect);
  }

  /** Adds a doubt for each name of the text that nothing accounted for. */
  static void checkNames(ReadContext context) {
    FactsCollector facts = context.facts();
    for (String name : context.names().unaccounted()) {
      facts.opaque("a name that is not understood: " + name);
    }
    Set<String> keywords = context.names().keywords();
    if (keywords.isEmpty()) {
      return;
    }
    Set<TableName> tables = new HashSet<>(facts.tablesRead);
    tables.addAll(facts.tablesWritten);
    for (TableName table : tables) {
      Catalog.Relation relation = context.catalog().find(table.schema(), table.name());
      if (relation != null) {
        for (String column : relation.columns()) {
          if (keywords.contains(column.toLowerCase(Locale.ROOT))) {
            facts.opaque("a name that is not understood: " + column);
          }
        }
      }
    }
  }
}
