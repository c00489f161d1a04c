package dev.sluice.sql;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Hands a range of the tokens to the parser, and checks at the end that no name was left over. */
final class RangeParser {
  private RangeParser() {}

  /**
   * @param quoted words to be handed over as quoted names, in lower case
   */
  static ParsedText parse(
      Tokens tokens, CanonicalText text, int from, int to, Dialect dialect, Set<String> quoted)
      throws NotUnderstoodException {
    StringBuilder range = new StringBuilder();
    int[] starts = new int[to - from];
    int[] ends = new int[to - from];
    for (int i = from; i < to; i++) {
      if (i > from) {
        range.append(' ');
      }
      starts[i - from] = range.length();
      if (tokens.kind(i) == Tokens.WORD && isQuotable(tokens, i, quoted)) {
        range.append(Identifiers.quote(tokens.text(i), dialect));
      } else if (isSystemVariable(tokens, i)) {
        // a constant under whatever name; the parser splits the name
        range.append('?');
      } else if (tokens.kind(i) == Tokens.OPERATOR) {
        range.append(operator(text.range(i, i + 1)));
      } else {
        range.append(text.range(i, i + 1));
      }
      ends[i - from] = range.length();
    }
    return ParsedText.parse(range.toString(), starts, ends, dialect);
  }

  /** PostgreSQL writes LIKE so in the definitions of views; to the facts it is any match. */
  private static String operator(String written) {
    return switch (written) {
      case "~~" -> "~";
      case "~~*" -> "~*";
      case "!~~" -> "!~";
      case "!~~*" -> "!~*";
      default -> written;
    };
  }

  private static boolean isSystemVariable(Tokens tokens, int index) {
    return tokens.kind(index) == Tokens.VARIABLE
        && tokens.sql.startsWith("@@", tokens.start(index));
  }

  private static boolean isQuotable(Tokens tokens, int index, Set<String> quoted) {
    return !quoted.isEmpty()
        && (quoted.contains(tokens.text(index).toLowerCase(Locale.ROOT))
            || tokens.isSymbol(index - 1, '.'))
        && !tokens.isSymbol(index + 1, '(')
        && (index + 1 >= tokens.size() || tokens.kind(index + 1) != Tokens.STRING);
  }

  /** The columns of all tables that any word of the range names, in lower case. */
  static Set<String> knownColumns(
      Tokens tokens, int from, int to, Dialect dialect, Catalog catalog) {
    Set<String> columns = new HashSet<>();
    for (int i = from; i < to; i++) {
      if (!tokens.isName(i)) {
        continue;
      }
      boolean qualified = tokens.isSymbol(i - 1, '.') && tokens.isName(i - 2);
      Catalog.Relation relation =
          catalog.find(qualified ? fold(tokens, i - 2, dialect) : null, fold(tokens, i, dialect));
      if (relation != null) {
        relation.columns().forEach(column -> columns.add(column.toLowerCase(Locale.ROOT)));
      }
    }
    return columns;
  }

  /** The name as meant, straight from the text. */
  static String fold(Tokens tokens, int index, Dialect dialect) {
    String written = tokens.text(index);
    if (tokens.kind(index) == Tokens.QUOTED) {
      char quote = written.charAt(0);
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
