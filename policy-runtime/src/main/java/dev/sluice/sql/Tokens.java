package dev.sluice.sql;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one text, without comments and white space, as numbers in an array: a statement
 * that was seen before costs no object per token. Filled by the {@link Lexer}, read-only
 * afterwards.
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

  /** In {@link #text}, a character that is none of ASCII is this or more. */
  static final int OTHER = 0x80;

  private static final int LENGTH_SHIFT = 32;
  private static final int KIND_SHIFT = 28;
  private static final int START = (1 << KIND_SHIFT) - 1;

  /**
   * A byte for each character of the text, with {@link Lexer#PADDING} zeros behind: the character
   * itself if it is one of ASCII, {@link #OTHER} or more if it is not.
   */
  final byte[] text;

  /** What {@link #span} made; the lexer's inner loop adds to it without a call for each token. */
  long[] spans;

  int size;

  /** The canonical text, which is written while the tokens are read. */
  @Nullable CanonicalText canonical;

  private @Nullable String refusal;
  private boolean outOfBounds;

  /** No tokens yet, which may be found as long as the arrays belong to the text. */
  Tokens(String sql, LexerBuffers buffers) {
    this.sql = sql;
    this.text = buffers.text;
    this.spans = buffers.spans;
  }

  /** A token in a number: its kind, and where it starts and ends in the text. */
  static long span(byte kind, int start, int end) {
    return (long) (end - start) << LENGTH_SHIFT | (long) kind << KIND_SHIFT | start;
  }

  void add(byte kind, int start, int end) {
    if (size == spans.length) {
      spans = Arrays.copyOf(spans, size * 2);
    }
    spans[size++] = span(kind, start, end);
  }

  void extendLast(int end) {
    spans[size - 1] = span(kind(size - 1), start(size - 1), end);
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
    return kind(spans[index]);
  }

  int start(int index) {
    return start(spans[index]);
  }

  /** Of what {@link #span} made. */
  static byte kind(long span) {
    return (byte) ((int) span >>> KIND_SHIFT);
  }

  /** Of what {@link #span} made. */
  static int start(long span) {
    return (int) span & START;
  }

  int end(int index) {
    return start(index) + length(index);
  }

  private int length(int index) {
    return (int) (spans[index] >>> LENGTH_SHIFT);
  }

  String text(int index) {
    return sql.substring(start(index), end(index));
  }

  private boolean is(byte kind, int index) {
    return index >= 0 && index < size && kind(index) == kind;
  }

  /** Whether the token is this unquoted word; {@code word} is in upper case. */
  boolean isWord(int index, String word) {
    return is(WORD, index) && same(index, word);
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
    return is(WORD, index) && words.hold(text, start(index), length(index));
  }

  /** Whether the token is one of these unquoted words, which are in upper case. */
  boolean isWordIn(int index, Set<String> words) {
    return is(WORD, index) && words.contains(upper(index));
  }

  /** The token with its ASCII letters in upper case. */
  String upper(int index) {
    char[] characters = new char[length(index)];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = upper(sql.charAt(start(index) + i));
    }
    return new String(characters);
  }

  private static char upper(char c) {
    return c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
  }

  boolean isWord(int index) {
    return is(WORD, index);
  }

  /** The one character of a token that is a symbol, else 0. */
  int symbol(int index) {
    return index >= 0 && index < size && kind(index) >= OPERATOR && length(index) == 1
        ? text[start(index)]
        : 0;
  }

  boolean isSymbol(int index, char symbol) {
    return index >= 0
        && index < size
        && kind(index) >= OPERATOR
        && length(index) == 1
        && text[start(index)] == symbol;
  }

  boolean isSymbol(int index, String symbol) {
    return index >= 0
        && index < size
        && kind(index) >= OPERATOR
        && length(index) == symbol.length()
        && sql.startsWith(symbol, start(index));
  }

  /** Whether the token can be a name: an unquoted word or a quoted name. */
  boolean isName(int index) {
    return index >= 0 && index < size && kind(index) <= QUOTED;
  }

  /**
   * Compares without regard to the case of ASCII letters alone: Unicode's folding would make a
   * Kelvin sign a {@code k}, which no database does.
   */
  private boolean same(int index, String word) {
    int length = word.length();
    if (length(index) != length) {
      return false;
    }
    int start = start(index);
    for (int i = 0; i < length; i++) {
      if (upper(sql.charAt(start + i)) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
