package dev.sluice.sql;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.sf.jsqlparser.parser.AbstractJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import org.jspecify.annotations.Nullable;

/**
 * JSqlParser's tree of a part of a canonical text, with a ledger of the names in it.
 *
 * <p>The parser reads canonical text alone, directly (its convenience class starts a thread and
 * ignores what follows the first statement), and is believed only if its tokens lie exactly where
 * ours lie. The ledger holds each token that can be a name until something accounts for it: a field
 * of the tree that nobody looks at leaves an unaccounted name behind, and so cannot hide a column.
 */
final class ParsedText {
  /** Words that no database takes for a column's name unless it is quoted. */
  private static final Set<String> NEVER_NAMES =
      Set.of(
          "select",
          "from",
          "where",
          "and",
          "or",
          "not",
          "order",
          "group",
          "by",
          "having",
          "as",
          "on",
          "in",
          "is",
          "null",
          "case",
          "when",
          "then",
          "else",
          "union",
          "join",
          "table",
          "create",
          "distinct",
          "for",
          "into",
          "like",
          "with",
          "all",
          "using",
          "desc",
          "asc",
          "between",
          "exists");

  private final Statement statement;
  private final int rowsLeftOut;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, Integer> keywords = new HashMap<>();

  private final int[] starts;
  private final int[] origins;

  private ParsedText(Statement statement, ParserText text) {
    this.statement = statement;
    this.rowsLeftOut = text.rowsLeftOut();
    this.starts = text.starts();
    this.origins = text.origins();
  }

  /**
   * The token of the original text that the parser's token at this offset was rendered from; -1 if
   * none begins there.
   */
  int origin(int offset) {
    int index = Arrays.binarySearch(starts, offset);
    return index < 0 ? -1 : origins[index];
  }

  /** How many rows of constants the parser was not shown of the statement's VALUES. */
  int rowsLeftOut() {
    return rowsLeftOut;
  }

  Statement statement() {
    return statement;
  }

  /**
   * Parses a range of tokens.
   *
   * @param text what the parser is handed for them
   * @throws NotUnderstoodException if the parser fails, or reads other tokens than we do
   */
  static ParsedText parse(ParserText text, Dialect dialect) throws NotUnderstoodException {
    try {
      CCJSqlParser parser = new CCJSqlParser(text.text()).withDialect(parserDialect(dialect));
      Token first = parser.getToken(1);
      Statement statement = parser.Statement();
      if (statement == null || parser.getToken(1).kind != CCJSqlParserConstants.EOF) {
        throw new NotUnderstoodException("the parser stops before the end");
      }
      ParsedText parsed = new ParsedText(statement, text);
      parsed.align(first, text.ends());
      return parsed;
    } catch (ParseException | TokenMgrException e) {
      throw new NotUnderstoodException("the parser does not understand it");
    }
  }

  private static AbstractJSqlParser.Dialect parserDialect(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> AbstractJSqlParser.Dialect.POSTGRESQL;
      case MYSQL -> AbstractJSqlParser.Dialect.MYSQL;
      case MARIADB -> AbstractJSqlParser.Dialect.MARIADB;
      case H2 -> AbstractJSqlParser.Dialect.H2;
      case ORACLE -> AbstractJSqlParser.Dialect.ORACLE;
      case SQLSERVER -> AbstractJSqlParser.Dialect.SQLSERVER;
      case ANSI -> AbstractJSqlParser.Dialect.ANSI_SQL;
    };
  }

  private void align(Token first, int[] ends) throws NotUnderstoodException {
    int index = 0;
    @Nullable Token token = first;
    while (token != null && token.kind != CCJSqlParserConstants.EOF) {
      if (index >= starts.length || token.absoluteBegin - 1 != starts[index]) {
        throw new NotUnderstoodException("the parser reads other tokens");
      }
      Token last = isVariable(token) ? endOfVariable(token, ends[index]) : token;
      int end = last.absoluteEnd - 1;
      while (index < ends.length && ends[index] < end && mayJoin(token.kind)) {
        index++;
      }
      if (index >= ends.length || ends[index] != end) {
        throw new NotUnderstoodException("the parser reads other tokens");
      }
      enter(token, last);
      index++;
      token = last.next;
    }
    if (index != starts.length) {
      throw new NotUnderstoodException("the parser reads other tokens");
    }
  }

  private static boolean isVariable(Token token) {
    return token.kind == CCJSqlParserConstants.S_AT_IDENTIFIER;
  }

  /** What is {@code @@session.name} to us is three tokens to the parser, which leave no gap. */
  private static Token endOfVariable(Token first, int end) {
    Token last = first;
    while (last.absoluteEnd - 1 < end
        && last.next != null
        && last.next.absoluteBegin == last.absoluteEnd) {
      last = last.next;
    }
    return last;
  }

  /** Tokens of the parser that are several words: NEXT VALUE FOR, TIMESTAMP WITH TIME ZONE ... */
  private static boolean mayJoin(int kind) {
    return kind == CCJSqlParserConstants.K_NEXTVAL
        || kind == CCJSqlParserConstants.DT_ZONE
        || kind == CCJSqlParserConstants.K_SIMILAR_TO
        || kind == CCJSqlParserConstants.K_WITH_TIES
        || kind > CCJSqlParserConstants.S_QUOTED_IDENTIFIER;
  }

  private void enter(Token token, Token last) {
    StringBuilder image = new StringBuilder(token.image);
    for (Token part = token; part != last; part = part.next) {
      image.append(part.next.image);
    }
    String word = image.toString().toLowerCase(Locale.ROOT);
    switch (token.kind) {
      case CCJSqlParserConstants.S_IDENTIFIER,
          CCJSqlParserConstants.S_AT_IDENTIFIER,
          CCJSqlParserConstants.S_QUOTED_IDENTIFIER ->
          names.merge(word, 1, Integer::sum);
      default -> {
        if (Character.isLetter(word.charAt(0)) && !NEVER_NAMES.contains(word)) {
          keywords.merge(word, 1, Integer::sum);
        }
      }
    }
  }

  /** Takes one occurrence of a name, as written, off the ledger. */
  void account(String written) {
    String word = written.toLowerCase(Locale.ROOT);
    if (!takeOff(names, word)) {
      takeOff(keywords, word);
    }
  }

  /** Takes one occurrence of each of a clause's own keywords off the ledger, if there is one. */
  void accountKeywords(String... words) {
    for (String word : words) {
      takeOff(keywords, word);
    }
  }

  /** Takes every word of a type's name, or of another phrase of the parser's, off the ledger. */
  void accountWords(String phrase) {
    int start = -1;
    for (int i = 0; i <= phrase.length(); i++) {
      boolean part = i < phrase.length() && isWordPart(phrase.charAt(i));
      if (part && start < 0) {
        start = i;
      } else if (!part && start >= 0) {
        account(phrase.substring(start, i));
        start = -1;
      }
    }
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '"' || c == '`' || c == '$';
  }

  private static boolean takeOff(Map<String, Integer> ledger, String word) {
    Integer count = ledger.get(word);
    if (count == null) {
      return false;
    }
    if (count == 1) {
      ledger.remove(word);
    } else {
      ledger.put(word, count - 1);
    }
    return true;
  }

  /** Names that nothing has accounted for. */
  Set<String> unaccounted() {
    return names.keySet();
  }

  /** Keywords that nothing has accounted for, in lower case. */
  Set<String> keywords() {
    return new HashSet<>(keywords.keySet());
  }
}
