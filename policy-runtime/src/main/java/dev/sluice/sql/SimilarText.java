package dev.sluice.sql;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text that was analysed, with the places of its literals whose values change no fact. Another
 * text that is the same but for such literals has the same facts, which a comparison tells in a
 * fraction of the time that it takes to split it into tokens.
 *
 * <p>Why that is so: the {@link Lexer} reads from left to right, and what it makes of a character
 * depends on those before it and on a few behind it, never on the value of a literal. A place is
 * noted only of a whole number, or of a string without quotes, backslashes or NUL in it, that was
 * blanked in the {@link CanonicalText}, and behind which white space, a comma, a closing
 * parenthesis or the end of the text follows. Where another text has a literal of the same form in
 * that place, with the same text before and behind it, the lexer ends the token at the same place
 * and goes on in the same state, so that the tokens are the same but for the blanked values, and
 * with them the canonical text, which all facts are made from. The one rule that looks at a value,
 * LIKE's, is kept out: literals behind that word are compared like everything else. So are texts
 * with characters outside of ASCII anywhere but in such strings, as they are not told apart here.
 *
 * <p>Immutable and thread-safe.
 */
final class SimilarText {
  /** More literals make the comparison no quicker than reading. */
  private static final int MOST_LITERALS = 64;

  private static final Words LIKES = new Words("LIKE", "ILIKE");

  private final byte[] text;

  /** Where each such literal starts and ends. */
  private final int[] literals;

  private final Dialect dialect;
  private final WeakReference<Catalog> catalog;
  private final SqlFacts facts;

  private SimilarText(
      byte[] text, int[] literals, Dialect dialect, Catalog catalog, SqlFacts facts) {
    this.text = text;
    this.literals = literals;
    this.dialect = dialect;
    this.catalog = new WeakReference<>(catalog);
    this.facts = facts;
  }

  /**
   * Notes a text.
   *
   * @param facts of the text, with this catalog
   * @return null if no other text can be compared with it
   */
  static @Nullable SimilarText of(
      Tokens tokens, CanonicalText canonical, Dialect dialect, Catalog catalog, SqlFacts facts) {
    int length = tokens.sql.length();
    int[] literals = new int[2 * MOST_LITERALS];
    int size = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (isFree(tokens, i, length) && canonical.isBlanked(i)) {
        if (size == literals.length) {
          return null;
        }
        literals[size++] = tokens.start(i);
        literals[size++] = tokens.end(i);
      }
    }
    byte[] text = Arrays.copyOf(tokens.text, length);
    return size == 0 || !isAsciiElsewhere(text, literals, size)
        ? null
        : new SimilarText(text, Arrays.copyOf(literals, size), dialect, catalog, facts);
  }

  private static boolean isFree(Tokens tokens, int index, int length) {
    int kind = tokens.kind(index);
    if (kind != Tokens.NUMBER && kind != Tokens.STRING) {
      return false;
    }
    int start = tokens.start(index);
    int end = tokens.end(index);
    return endOfLiteral(tokens.text, start, kind == Tokens.STRING) == end
        && (end == length || Lexer.isSpace(tokens.text[end]) || isEnd(tokens.text[end]))
        && !tokens.isAnyWord(index - 1, LIKES);
  }

  private static boolean isEnd(byte c) {
    return c == ',' || c == ')';
  }

  private static boolean isAsciiElsewhere(byte[] text, int[] literals, int size) {
    int from = 0;
    for (int i = 0; i <= size; i += 2) {
      int to = i < size ? literals[i] : text.length;
      for (int at = from; at < to; at++) {
        if (text[at] < 0) {
          return false;
        }
      }
      from = i < size ? literals[i + 1] : to;
    }
    return true;
  }

  /**
   * Where a string or a whole number ends that begins here, if it has the form that is looked for;
   * -1 if not.
   *
   * @param text with zeros behind
   */
  private static int endOfLiteral(byte[] text, int start, boolean string) {
    int end = start;
    if (!string) {
      while (Lexer.isDigit(text[end])) {
        end++;
      }
      return end == start ? -1 : end;
    }
    if (text[start] != '\'') {
      return -1;
    }
    do {
      end++;
    } while (Lexer.isPlainInString(text[end]));
    return text[end] == '\'' ? end + 1 : -1;
  }

  /**
   * The facts of another text, if it differs from this one in nothing but free literals.
   *
   * @param other as in {@link Tokens#text}
   * @return null if it differs in anything else
   */
  @Nullable SqlFacts factsOf(byte[] other, int length, Dialect ofDialect, Catalog ofCatalog) {
    if (dialect != ofDialect || !catalog.refersTo(ofCatalog)) {
      return null;
    }
    int mine = 0;
    int at = 0;
    for (int i = 0; i < literals.length; i += 2) {
      int start = literals[i];
      int behind = at + start - mine;
      if (behind >= length || !Arrays.equals(text, mine, start, other, at, behind)) {
        return null;
      }
      at = endOfLiteral(other, behind, text[start] == '\'');
      if (at < 0 || at > length) {
        return null;
      }
      mine = literals[i + 1];
    }
    return Arrays.equals(text, mine, text.length, other, at, length) ? facts : null;
  }
}
