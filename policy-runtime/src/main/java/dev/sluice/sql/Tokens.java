package dev.sluice.sql;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one text, without comments and white space, as parallel arrays: a statement that
 * was seen before costs no object per token. Filled by the {@link Lexer}, read-only afterwards.
 */
final class Tokens {
  /** An unquoted name or a keyword. */
  static final byte WORD = 0;

  /** A quoted name; the token spans the quotes. */
  static final byte QUOTED = 1;

  /** A string literal of any form, its prefix and quotes included. */
  static final byte STRING = 2;

  static final byte NUMBER = 3;

  /** {@code ?}, {@code $1} or {@code :name}. */
  static final byte PARAMETER = 4;

  /** {@code @name} or {@code @@name}. */
  static final byte VARIABLE = 5;

  /** An operator of one or more characters. */
  static final byte OPERATOR = 6;

  /** One of {@code ( ) [ ] , ; . :}. */
  static final byte PUNCTUATION = 7;

  final String sql;

  /** The text, with {@link Lexer#PADDING} zeros behind it. */
  final char[] chars;

  /** How many numbers tell of a token that is left out of the plain text. */
  private static final int GAP = 3;

  /** The list of a token that stands in no parenthesis. */
  static final int NO_LIST = -1;

  /** The list of a token that stands in a row of VALUES. */
  static final int ROW = -2;

  /**
   * The tokens that are the same in every canonical text, each behind a space. The others are left
   * out: literals, quoted names and semicolons.
   */
  char[] plain;

  int plainLength;

  /** What the next token stands in: the opening parenthesis, {@link #ROW} or {@link #NO_LIST}. */
  int list = NO_LIST;

  // the lexer's inner loop fills these without a call for each token
  byte[] kinds;
  int[] starts;
  int[] ends;
  int size;

  /** Of each token that is left out of the plain text: itself, its place there, and its list. */
  private int[] gaps = new int[GAP * 16];

  private int gapsLength;
  private @Nullable String refusal;
  private boolean outOfBounds;

  Tokens(String sql, char[] chars) {
    this.sql = sql;
    this.chars = chars;
    this.plain = new char[chars.length * 5 / 4];
    // about as many as SQL has
    int expected = chars.length / 4 + 16;
    this.kinds = new byte[expected];
    this.starts = new int[expected];
    this.ends = new int[expected];
  }

  void add(byte kind, int start, int end) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    if (kind == STRING || kind == NUMBER || kind == QUOTED || chars[start] == ';') {
      addGap();
    } else {
      addPlain(start, end);
    }
    kinds[size] = kind;
    starts[size] = start;
    ends[size++] = end;
  }

  private void addPlain(int start, int end) {
    int needed = plainLength + 1 + end - start;
    if (needed > plain.length) {
      plain = Arrays.copyOf(plain, needed * 2);
    }
    plain[plainLength] = ' ';
    System.arraycopy(chars, start, plain, plainLength + 1, end - start);
    plainLength = needed;
  }

  private void addGap() {
    if (gapsLength == gaps.length) {
      gaps = Arrays.copyOf(gaps, gapsLength * 2);
    }
    gaps[gapsLength++] = size;
    gaps[gapsLength++] = plainLength;
    gaps[gapsLength++] = list;
  }

  /** How many tokens are left out of the plain text. */
  int gaps() {
    return gapsLength / GAP;
  }

  /** A token that is left out of the plain text. */
  int gapToken(int gap) {
    return gaps[gap * GAP];
  }

  /** Where in the plain text it would stand. */
  int gapPlace(int gap) {
    return gaps[gap * GAP + 1];
  }

  /** What it stands in: the opening parenthesis or bracket, {@link #ROW} or {@link #NO_LIST}. */
  int gapList(int gap) {
    return gaps[gap * GAP + 2];
  }

  void extendLast(int end) {
    ends[size - 1] = end;
  }

  void refuse(String reason) {
    refusal = reason;
  }

  /** As {@link #refuse}, of a text that would cost too much. */
  void refuseAsTooCostly(String reason) {
    refusal = reason;
    outOfBounds = true;
  }

  /** Whether the text is too long, too deep or too costly otherwise to be parsed, even in part. */
  boolean isOutOfBounds() {
    return outOfBounds;
  }

  /** Why the lexer gave up, after which the tokens end early; null if it read all. */
  @Nullable String refusal() {
    return refusal;
  }

  int size() {
    return size;
  }

  byte kind(int index) {
    return kinds[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  String text(int index) {
    return sql.substring(starts[index], ends[index]);
  }

  /** Whether the token is this unquoted word; {@code word} is in upper case. */
  boolean isWord(int index, String word) {
    return index >= 0 && index < size && kinds[index] == WORD && same(index, word);
  }

  boolean isAnyWord(int index, String... words) {
    for (String word : words) {
      if (isWord(index, word)) {
        return true;
      }
    }
    return false;
  }

  boolean isAnyWord(int index, Words words) {
    return index >= 0
        && index < size
        && kinds[index] == WORD
        && words.hold(chars, starts[index], ends[index] - starts[index]);
  }

  /** Whether the token is one of these unquoted words, which are in upper case. */
  boolean isWordIn(int index, Set<String> words) {
    return index >= 0 && index < size && kinds[index] == WORD && words.contains(upper(index));
  }

  /** The token with its ASCII letters in upper case. */
  String upper(int index) {
    char[] characters = new char[ends[index] - starts[index]];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = upper(chars[starts[index] + i]);
    }
    return new String(characters);
  }

  private static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
  }

  boolean isSymbol(int index, char symbol) {
    return index >= 0
        && index < size
        && kinds[index] >= OPERATOR
        && ends[index] - starts[index] == 1
        && chars[starts[index]] == symbol;
  }

  boolean isSymbol(int index, String symbol) {
    return index >= 0
        && index < size
        && kinds[index] >= OPERATOR
        && ends[index] - starts[index] == symbol.length()
        && sql.startsWith(symbol, starts[index]);
  }

  /** Whether the token can be a name: an unquoted word or a quoted name. */
  boolean isName(int index) {
    return index >= 0 && index < size && kinds[index] <= QUOTED;
  }

  /**
   * Compares without regard to the case of ASCII letters alone: Unicode's folding would make a
   * Kelvin sign a {@code k}, which no database does.
   */
  private boolean same(int index, String word) {
    int start = starts[index];
    int length = word.length();
    if (ends[index] - start != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (upper(chars[start + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
