package dev.sluice.sql;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A text as the parser is given it and the cache keyed by it: comments gone, one space between
 * tokens, no literal in a form that two lexers could read differently. Facts are computed from this
 * text alone, so that two statements with the same canonical text have the same facts by
 * construction.
 *
 * <p>A literal that cannot change the facts is blanked: the operand of a comparison with something
 * named, an element of a list after IN, of a VALUES row, or of an assignment. All others stay: a
 * constant compared with a constant may make a WHERE always true, a function's argument may name a
 * table, an ordinal names a column, a LIMIT is what a policy may ask for.
 */
final class CanonicalText {
  /** Stands for a number that was blanked; its value is never looked at. */
  static final String BLANK_NUMBER = "0e0";

  /** Stands for a string that was blanked. */
  static final String BLANK_STRING = "'?'";

  /** Begins a string that is not blanked and was not written between plain quotes. */
  static final String OTHER_FORM = "~~";

  /** A backslash in a string that is not blanked. */
  static final String BACKSLASH = "~005c";

  /** Ends the shape of a text that the lexer gave up on. */
  static final String CUT = " ...";

  /** Begins a quoted name that held characters which the parser would take for something else. */
  static final char ESCAPE = '~';

  /** How many tokens of one text the parser is handed at most, in all of its statements. */
  private static final int PARSER_TOKENS = 3_000;

  /** What a parse costs beside its tokens, in tokens. */
  private static final int PARSE = 40;

  private static final long SEED = new SplittableRandom().nextLong();

  /** The golden ratio as a fraction of 2^64: odd, and of well mixed bits. */
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  private static final Words WORDS_BEFORE_PARENTHESIS =
      new Words(
          "IN", "VALUES", "AND", "OR", "NOT", "EXISTS", "AS", "FROM", "JOIN", "ON", "USING",
          "WHERE", "SELECT", "OVER", "BY", "INTO", "ANY", "ALL", "UNION", "HAVING", "WHEN", "THEN",
          "ELSE", "SET");

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

  private final Tokens tokens;
  private final Dialect dialect;
  private char[] text;
  private int length;

  /** How long each token is that the plain text leaves out. */
  private final int[] gapLengths;

  private int @Nullable [] starts;
  private int budget = PARSER_TOKENS;

  private CanonicalText(Tokens tokens, Dialect dialect) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.gapLengths = new int[tokens.gaps()];
    this.text = new char[tokens.plainLength + 16 * tokens.gaps() + 32];
  }

  /** Elsewhere than in queries and writes a value may be the whole point: SET ROLE = 'x'. */
  private boolean blanksFrom(int start) {
    return tokens.isSymbol(start, '(') || tokens.isAnyWord(start, BLANKED);
  }

  static CanonicalText of(Tokens tokens, Dialect dialect) {
    CanonicalText canonical = new CanonicalText(tokens, dialect);
    canonical.write();
    return canonical;
  }

  /** Fills the gaps of the plain text. */
  private void write() {
    boolean blanking = blanksFrom(0);
    int copied = 0;
    for (int gap = 0; gap < gapLengths.length; gap++) {
      int index = tokens.gapToken(gap);
      int place = tokens.gapPlace(gap);
      appendPlain(copied, place);
      copied = place;
      append(' ');
      int before = length;
      switch (tokens.kind(index)) {
        case Tokens.STRING -> appendString(index, blanking && isBlank(index, tokens.gapList(gap)));
        case Tokens.NUMBER -> appendNumber(index, blanking && isBlank(index, tokens.gapList(gap)));
        case Tokens.QUOTED -> appendQuoted(index);
        default -> {
          append(';');
          blanking = blanksFrom(index + 1);
        }
      }
      gapLengths[gap] = length - before;
    }
    appendPlain(copied, tokens.plainLength);
  }

  /** Whether the parser may be handed so many tokens more. */
  boolean takeFromBudget(int size) {
    budget -= size + PARSE;
    return budget >= 0;
  }

  /** The whole text, which is the key. */
  String key() {
    return length == 0 ? "" : new String(text, 1, length - 1);
  }

  /**
   * A hash of the key, for a table in memory: quicker than that of a string, and of another seed in
   * every JVM, so that no list of texts fills one slot of it.
   */
  int hash() {
    char[] hashed = text;
    int end = length;
    long hash = SEED ^ end;
    int i = 1;
    for (; i + 4 <= end; i += 4) {
      long four =
          hashed[i]
              | (long) hashed[i + 1] << 16
              | (long) hashed[i + 2] << 32
              | (long) hashed[i + 3] << 48;
      hash = mix(hash, four);
    }
    for (; i < end; i++) {
      hash = mix(hash, hashed[i]);
    }
    return Long.hashCode(hash * MULTIPLIER);
  }

  private static long mix(long hash, long more) {
    long mixed = (hash ^ more) * MULTIPLIER;
    return mixed ^ mixed >>> 32;
  }

  /** A token as it stands here. */
  String token(int index) {
    int[] from = starts();
    return new String(text, from[index], from[index + 1] - 1 - from[index]);
  }

  /**
   * Where each token begins, and where one behind the last would; found out when first asked for.
   */
  private int[] starts() {
    if (starts != null) {
      return starts;
    }
    int[] found = new int[tokens.size() + 1];
    int at = 1;
    int gap = 0;
    for (int i = 0; i < tokens.size(); i++) {
      found[i] = at;
      boolean left = gap < gapLengths.length && tokens.gapToken(gap) == i;
      at += (left ? gapLengths[gap] : tokens.end(i) - tokens.start(i)) + 1;
      gap += left ? 1 : 0;
    }
    found[tokens.size()] = at;
    starts = found;
    return found;
  }

  /** The text with a question mark for each literal, safe to show. */
  static String shape(Tokens tokens) {
    StringBuilder shape = new StringBuilder(tokens.sql.length());
    for (int i = 0; i < tokens.size(); i++) {
      if (i > 0 && spaced(tokens, i)) {
        shape.append(' ');
      }
      byte kind = tokens.kind(i);
      if (kind == Tokens.STRING || kind == Tokens.NUMBER) {
        shape.append('?');
      } else {
        shape.append(tokens.sql, tokens.start(i), tokens.end(i));
      }
    }
    if (tokens.refusal() != null) {
      shape.append(CUT);
    }
    return shape.toString();
  }

  private static boolean spaced(Tokens tokens, int index) {
    if (tokens.isSymbol(index, ',')
        || tokens.isSymbol(index, ')')
        || tokens.isSymbol(index, ';')
        || tokens.isSymbol(index, '.')
        || tokens.isSymbol(index - 1, '(')
        || tokens.isSymbol(index - 1, '.')
        || tokens.isSymbol(index, "::")
        || tokens.isSymbol(index - 1, "::")) {
      return false;
    }
    return !tokens.isSymbol(index, '(')
        || !tokens.isName(index - 1)
        || tokens.isAnyWord(index - 1, WORDS_BEFORE_PARENTHESIS);
  }

  private void append(char c) {
    if (length == text.length) {
      text = Arrays.copyOf(text, length * 2);
    }
    text[length++] = c;
  }

  private void append(String part) {
    for (int i = 0; i < part.length(); i++) {
      append(part.charAt(i));
    }
  }

  private void appendPlain(int from, int to) {
    appendAll(tokens.plain, from, to);
  }

  private void appendAll(char[] source, int from, int to) {
    int needed = length + to - from;
    if (needed > text.length) {
      text = Arrays.copyOf(text, needed * 2);
    }
    System.arraycopy(source, from, text, length, to - from);
    length = needed;
  }

  private void appendString(int index, boolean blank) {
    if (blank) {
      append(BLANK_STRING);
      return;
    }
    append('\'');
    String literal = tokens.text(index);
    int end = literal.length();
    int begin = 0;
    boolean plain = literal.charAt(0) == '\'' && literal.indexOf('\'', 1) == end - 1;
    if (plain) {
      begin = 1;
      end--;
    } else {
      // its form stays a part of the key
      append(OTHER_FORM);
    }
    for (int i = begin; i < end; i++) {
      appendEscaped(literal.charAt(i));
    }
    append('\'');
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
      append(ESCAPE);
      for (int shift = 12; shift >= 0; shift -= 4) {
        append(Character.forDigit((c >> shift) & 15, 16));
      }
    }
  }

  private void appendNumber(int index, boolean blank) {
    if (blank) {
      append(BLANK_NUMBER);
    } else {
      appendAll(tokens.chars, tokens.start(index), tokens.end(index));
    }
  }

  private void appendQuoted(int index) {
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
  }

  /**
   * Whether no fact can depend on the literal's value.
   *
   * @param list what it stands in, as in {@link Tokens#gapList}
   */
  private boolean isBlank(int index, int list) {
    if (!endsOperand(index + 1)) {
      return false;
    }
    int before = index - 1;
    if (tokens.isSymbol(before, '-') || tokens.isSymbol(before, '+')) {
      before--;
    }
    if (tokens.isAnyWord(before, TYPES)) {
      before--;
    }
    if ((tokens.isSymbol(before, ',') || tokens.isSymbol(before, '('))
        && (list == Tokens.ROW || isListBehindIn(list))) {
      return true;
    }
    if (isComparison(before)) {
      return isNamed(before - 1);
    }
    if (tokens.isAnyWord(before, LIKES)) {
      return isNamed(before - (tokens.isWord(before - 1, "NOT") ? 2 : 1))
          && hasLetterOrDigit(index)
          && (dialect != Dialect.POSTGRESQL || tokens.text(index).indexOf('\\') < 0);
    }
    if (tokens.isWord(before, "AND") && tokens.isWord(before - 2, "BETWEEN")) {
      before -= 2;
    }
    return tokens.isWord(before, "BETWEEN")
        && isNamed(before - (tokens.isWord(before - 1, "NOT") ? 2 : 1));
  }

  private boolean isListBehindIn(int open) {
    return open > 0
        && tokens.isSymbol(open, '(')
        && tokens.isWord(open - 1, "IN")
        && isNamed(open - (tokens.isWord(open - 2, "NOT") ? 3 : 2));
  }

  private boolean isComparison(int index) {
    return tokens.isSymbol(index, '=')
        || tokens.isSymbol(index, '<')
        || tokens.isSymbol(index, '>')
        || tokens.isSymbol(index, "<=")
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
    return index >= tokens.size()
        || tokens.isSymbol(index, ')')
        || tokens.isSymbol(index, ',')
        || tokens.isSymbol(index, ';')
        || tokens.isAnyWord(index, WORDS_AFTER_OPERAND);
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
