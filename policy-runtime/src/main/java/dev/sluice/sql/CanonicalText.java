package dev.sluice.sql;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
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

  /** How long a pattern of LIKE may be to be blanked in PostgreSQL, in characters. */
  static final int LONGEST_PATTERN = 1_000;

  /** Ends the shape of a text that the lexer gave up on. */
  static final String CUT = " ...";

  /** Begins a quoted name that held characters which the parser would take for something else. */
  static final char ESCAPE = '~';

  /** How many tokens of one text the parser is handed at most, in all of its statements. */
  private static final int PARSER_TOKENS = 3_000;

  /** Why a statement beyond those is not understood. */
  static final String OVER_BUDGET = "more than 3,000 tokens for the parser";

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

  private final Tokens tokens;

  /** In UTF-8, a space before each token. */
  private final byte[] text;

  private final int length;

  /** The tokens that are written otherwise than in the statement, each with its length. */
  private final int[] rewritten;

  private final int rewrittenLength;

  private int @Nullable [] starts;
  private int budget = PARSER_TOKENS;

  /** As {@link CanonicalWriter} wrote it. */
  CanonicalText(Tokens tokens, byte[] text, int length, int[] rewritten, int rewrittenLength) {
    this.tokens = tokens;
    this.text = text;
    this.length = length;
    this.rewritten = rewritten;
    this.rewrittenLength = rewrittenLength;
  }

  static CanonicalText of(Tokens tokens) {
    return Objects.requireNonNull(tokens.canonical, "not all tokens are read");
  }

  /** Whether the parser may be handed any more tokens. */
  boolean hasBudget() {
    return budget >= 0;
  }

  /** Whether the parser may be handed so many tokens more. */
  boolean takeFromBudget(int size) {
    budget -= size + PARSE;
    return budget >= 0;
  }

  /** The whole text. */
  @Override
  public String toString() {
    return length == 0 ? "" : string(1, length);
  }

  /** What facts that are made from this text are remembered under. */
  ShapeKey key(Dialect dialect, Catalog catalog) {
    return new ShapeKey(text, length, hash(), dialect, catalog);
  }

  /** A hash of the whole text that tells shapes apart, the same in every JVM. */
  String fingerprint(Dialect dialect) {
    return length == 0
        ? SqlAnalyzer.fingerprint(text, 0, 0, dialect)
        : SqlAnalyzer.fingerprint(text, 1, length - 1, dialect);
  }

  /**
   * A hash for a table in memory: quicker than that of a string, and of another seed in every JVM,
   * so that no list of texts fills one slot of it.
   */
  private int hash() {
    long first = SEED ^ length;
    long second = SEED + 1;
    long third = SEED + 2;
    long fourth = SEED + 3;
    int i = 0;
    // four hashes, none of which waits for another
    for (; i + 4 * Long.BYTES <= length; i += 4 * Long.BYTES) {
      first = mix(first, (long) Eight.AT.get(text, i));
      second = mix(second, (long) Eight.AT.get(text, i + Long.BYTES));
      third = mix(third, (long) Eight.AT.get(text, i + 2 * Long.BYTES));
      fourth = mix(fourth, (long) Eight.AT.get(text, i + 3 * Long.BYTES));
    }
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      first = mix(first, (long) Eight.AT.get(text, i));
    }
    for (; i < length; i++) {
      first = mix(first, text[i]);
    }
    long hash = mix(mix(mix(first, second), third), fourth);
    return Long.hashCode(hash * MULTIPLIER);
  }

  private String string(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  private static long mix(long hash, long more) {
    long mixed = (hash ^ more) * MULTIPLIER;
    return mixed ^ mixed >>> 32;
  }

  /** Whether a literal, which is a token, is blanked here. */
  boolean isBlanked(int index) {
    int at = starts()[index];
    return length - at >= BLANK_STRING.length()
        && (startsWith(BLANK_STRING, at) || startsWith(BLANK_NUMBER, at));
  }

  private boolean startsWith(String blank, int at) {
    for (int i = 0; i < blank.length(); i++) {
      if (text[at + i] != blank.charAt(i)) {
        return false;
      }
    }
    return at + blank.length() == length || text[at + blank.length()] == ' ';
  }

  /** A token as it stands here. */
  String token(int index) {
    int[] from = starts();
    return string(from[index], from[index + 1] - 1);
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
    int next = 0;
    for (int i = 0; i < tokens.size(); i++) {
      found[i] = at;
      boolean otherwise = next < rewrittenLength && rewritten[next] == i;
      at += (otherwise ? rewritten[next + 1] : tokens.end(i) - tokens.start(i)) + 1;
      next += otherwise ? 2 : 0;
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
}
