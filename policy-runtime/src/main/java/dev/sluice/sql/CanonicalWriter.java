package dev.sluice.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the {@link CanonicalText} of tokens while they are read. Whether a literal is blanked
 * depends on the token behind it, so that a literal is written when that one is known.
 */
final class CanonicalWriter {
  /** The list of a token that stands in no parenthesis. */
  static final int NO_LIST = -1;

  /** The list of a token that stands in a row of VALUES. */
  static final int ROW = -2;

  private static final int NONE = -1;

  private static final Words WORDS_AFTER_OPERAND =
      new Words(
          "AND",
          "OR",
          "ORDER",
          "GROUP",
          "LIMIT",
          "WHERE",
          "RETURNING",
          "THEN",
          "FETCH",
          "OFFSET",
          "FOR",
          "HAVING",
          "UNION",
          "INNER",
          "LEFT",
          "JOIN",
          "FROM",
          "ON",
          "WHEN",
          "ELSE");

  private static final Words TYPES = new Words("DATE", "TIMESTAMP", "TIME");
  private static final Words LIKES = new Words("LIKE", "ILIKE");
  private static final Words BLANKED =
      new Words("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "REPLACE");
  private static final Words CONSTANTS =
      new Words("TRUE", "FALSE", "NULL", "UNKNOWN", "END", "DEFAULT");

  private static final byte[] OTHER_FORM =
      CanonicalText.OTHER_FORM.getBytes(StandardCharsets.US_ASCII);

  /** Of a blanked literal. */
  private static final int BLANK_LENGTH = CanonicalText.BLANK_STRING.length();

  private static final long BLANK_STRING = eight(" " + CanonicalText.BLANK_STRING);
  private static final long BLANK_NUMBER = eight(" " + CanonicalText.BLANK_NUMBER);

  private final Tokens tokens;
  private final Dialect dialect;

  /** In UTF-8; the lexer's inner loop adds to it without a call for each token. */
  byte[] text;

  int length;

  /** The literal that is not written yet, and what it stands in. */
  private int pending = NONE;

  private int pendingList;

  /** The first token of the statement. */
  private int statement;

  /** The statement that {@link #blanks} is about. */
  private int blanksOf = NONE;

  private boolean blanks;

  /** The list that {@link #behindIn} is about. */
  private int asked = NO_LIST;

  private boolean behindIn;

  /** The tokens that are written otherwise than in the text, each with its length. */
  private int[] rewritten;

  private int rewrittenLength;

  CanonicalWriter(Tokens tokens, Dialect dialect, LexerBuffers buffers) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.text = buffers.canonical;
    this.rewritten = buffers.rewritten;
  }

  private static long eight(String text) {
    byte[] bytes = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), Long.BYTES);
    return (long) Eight.AT.get(bytes, 0);
  }

  /** Whether a literal waits for the token behind it. */
  boolean isPending() {
    return pending != NONE;
  }

  /** Whether an operand ends before this word. */
  static boolean endsOperand(byte[] text, int start, int length) {
    return WORDS_AFTER_OPERAND.hold(text, start, length);
  }

  /** Writes the last token, which is no literal. */
  void append() {
    if (pending != NONE) {
      appendPending();
    }
    int index = tokens.size() - 1;
    if (tokens.kind(index) == Tokens.QUOTED) {
      appendQuoted(index);
    } else {
      appendPlain(index);
    }
  }

  /**
   * Writes the last token, which is a literal.
   *
   * @param list what it stands in: the opening parenthesis or bracket, {@link #ROW} or {@link
   *     #NO_LIST}
   * @param ends whether what follows it ends an operand
   */
  void appendLiteral(int list, boolean ends) {
    int index = tokens.size() - 1;
    write(index, ends && blanksStatement() && isBlank(index, list));
  }

  /**
   * Notes the last token, which is a literal, until the next one is known.
   *
   * @param list as in {@link #appendLiteral(int, boolean)}
   */
  void appendPendingLiteral(int list) {
    if (pending != NONE) {
      appendPending();
    }
    pending = tokens.size() - 1;
    pendingList = list;
  }

  /** Tells that there is no further token. */
  void finish() {
    if (pending != NONE) {
      appendPending();
    }
    tokens.canonical = new CanonicalText(tokens, text, length, rewritten, rewrittenLength);
  }

  private void appendPending() {
    int index = pending;
    pending = NONE;
    write(index, blanksStatement() && endsOperand(index + 1) && isBlank(index, pendingList));
  }

  private void write(int index, boolean blank) {
    int before = length + 1;
    boolean number = tokens.kind(index) == Tokens.NUMBER;
    if (blank) {
      ensure(Long.BYTES);
      // what is written too much, the next token overwrites
      Eight.AT.set(text, length, number ? BLANK_NUMBER : BLANK_STRING);
      length += 1 + BLANK_LENGTH;
    } else if (number) {
      appendPlain(index);
    } else {
      appendString(index);
    }
    rewrite(index, before);
  }

  private void rewrite(int index, int begin) {
    if (rewrittenLength == rewritten.length) {
      rewritten = Arrays.copyOf(rewritten, rewrittenLength * 2);
    }
    rewritten[rewrittenLength++] = index;
    rewritten[rewrittenLength++] = length - begin;
  }

  /** Elsewhere than in queries and writes a value may be the whole point: SET ROLE = 'x'. */
  private boolean blanksStatement() {
    if (blanksOf != statement) {
      blanksOf = statement;
      blanks = tokens.isSymbol(statement, '(') || tokens.isAnyWord(statement, BLANKED);
    }
    return blanks;
  }

  private void ensure(int more) {
    int needed = length + more;
    if (needed > text.length) {
      text = Arrays.copyOf(text, needed * 2);
    }
  }

  private void append(char c) {
    ensure(3);
    if (c < 0x80) {
      text[length++] = (byte) c;
    } else if (c < 0x800) {
      text[length++] = (byte) (0xc0 | (c >> 6));
      text[length++] = (byte) (0x80 | (c & 0x3f));
    } else {
      text[length++] = (byte) (0xe0 | (c >> 12));
      text[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
      text[length++] = (byte) (0x80 | (c & 0x3f));
    }
  }

  private void append(byte[] part) {
    ensure(part.length);
    for (byte b : part) {
      text[length++] = b;
    }
  }

  private void appendPlain(int index) {
    int start = tokens.start(index);
    int end = tokens.end(index);
    ensure(1 + end - start);
    text[length++] = ' ';
    int begin = length;
    byte[] from = tokens.text;
    for (int i = start; i < end; i++) {
      if (from[i] < 0) {
        length = begin;
        appendOther(index);
        return;
      }
      text[length++] = from[i];
    }
    if (text[begin] == ';') {
      statement = index + 1;
    }
  }

  /** Writes a name with letters that are none of ASCII. */
  private void appendOther(int index) {
    int begin = length;
    for (int i = tokens.start(index); i < tokens.end(index); i++) {
      append(tokens.sql.charAt(i));
    }
    rewrite(index, begin);
  }

  private void appendString(int index) {
    append(' ');
    append('\'');
    int begin = tokens.start(index);
    int end = tokens.end(index);
    if (isPlainString(begin, end)) {
      begin++;
      end--;
    } else {
      // its form stays a part of the key
      append(OTHER_FORM);
    }
    for (int i = begin; i < end; i++) {
      appendEscaped(tokens.sql.charAt(i));
    }
    append('\'');
  }

  private boolean isPlainString(int begin, int end) {
    return tokens.text[begin] == '\'' && tokens.sql.indexOf('\'', begin + 1) == end - 1;
  }

  private void appendEscaped(char c) {
    if ((c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == ' '
        || c == '%'
        || c == '_'
        || c == '-') {
      append(c);
    } else {
      append(CanonicalText.ESCAPE);
      for (int shift = 12; shift >= 0; shift -= 4) {
        append(Character.forDigit((c >> shift) & 15, 16));
      }
    }
  }

  private void appendQuoted(int index) {
    append(' ');
    int begin = length;
    char quote = dialect.schemaIsDatabase() ? '`' : '"';
    char closing = tokens.sql.charAt(tokens.end(index) - 1);
    append(quote);
    for (int i = tokens.start(index) + 1; i < tokens.end(index) - 1; i++) {
      char c = tokens.sql.charAt(i);
      if (c == closing) {
        // doubled
        i++;
      }
      if (c > 127 && Character.isLetter(c)) {
        append(c);
      } else {
        appendEscaped(c);
      }
    }
    append(quote);
    rewrite(index, begin);
  }

  /**
   * Whether no fact can depend on the value of a literal that ends an operand.
   *
   * @param list what it stands in, as in {@link #appendLiteral(int, boolean)}
   */
  private boolean isBlank(int index, int list) {
    int before = index - 1;
    int symbol = tokens.symbol(before);
    if (symbol == '-' || symbol == '+') {
      symbol = tokens.symbol(--before);
    }
    if (symbol == 0 && tokens.isAnyWord(before, TYPES)) {
      symbol = tokens.symbol(--before);
    }
    return switch (symbol) {
      case ',', '(' -> list == ROW || isListBehindIn(list);
      case '=', '<', '>' -> isNamed(before - 1);
      case 0 ->
          tokens.isWord(before)
              ? isBlankBehindWord(index, before)
              : isComparison(before) && isNamed(before - 1);
      default -> false;
    };
  }

  private boolean isBlankBehindWord(int index, int word) {
    int before = word;
    if (tokens.isAnyWord(before, LIKES)) {
      return isNamed(before - (tokens.isWord(before - 1, "NOT") ? 2 : 1))
          && hasLetterOrDigit(index)
          && (dialect != Dialect.POSTGRESQL || isShortPlainPattern(index));
    }
    if (tokens.isWord(before, "AND") && tokens.isWord(before - 2, "BETWEEN")) {
      before -= 2;
    }
    return tokens.isWord(before, "BETWEEN")
        && isNamed(before - (tokens.isWord(before - 1, "NOT") ? 2 : 1));
  }

  /** A pattern that takes any text: see {@link Totality}. */
  private boolean isShortPlainPattern(int index) {
    String literal = tokens.text(index);
    return literal.length() <= CanonicalText.LONGEST_PATTERN && literal.indexOf('\\') < 0;
  }

  private boolean isListBehindIn(int open) {
    if (open != asked) {
      asked = open;
      behindIn = findsListBehindIn(open);
    }
    return behindIn;
  }

  private boolean findsListBehindIn(int open) {
    return open > 0
        && tokens.isSymbol(open, '(')
        && tokens.isWord(open - 1, "IN")
        && isNamed(open - (tokens.isWord(open - 2, "NOT") ? 3 : 2));
  }

  private boolean isComparison(int index) {
    return tokens.isSymbol(index, "<=")
        || tokens.isSymbol(index, ">=")
        || tokens.isSymbol(index, "<>")
        || tokens.isSymbol(index, "!=");
  }

  /** Whether the operand that ends here is a name, which no constant is. */
  private boolean isNamed(int index) {
    return tokens.isName(index) && !tokens.isAnyWord(index, CONSTANTS);
  }

  /** Whether an operand ends before this token. */
  private boolean endsOperand(int index) {
    int symbol = tokens.symbol(index);
    return symbol == 0
        ? index >= tokens.size() || tokens.isAnyWord(index, WORDS_AFTER_OPERAND)
        : symbol == ')' || symbol == ',' || symbol == ';';
  }

  private boolean hasLetterOrDigit(int index) {
    for (int i = tokens.start(index) + 1; i < tokens.end(index); i++) {
      if (Character.isLetterOrDigit(tokens.sql.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
