package dev.sluice.sql;

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

  /** Ends the shape of a text that the lexer gave up on. */
  static final String CUT = " ...";

  /** Begins a quoted name that held characters which the parser would take for something else. */
  static final char ESCAPE = '~';

  private static final int KEEP_ALL = 0;
  private static final int IN_LIST = 1;
  private static final int VALUES_ROW = 2;

  private static final String[] WORDS_BEFORE_PARENTHESIS = {
    "IN", "VALUES", "AND", "OR", "NOT", "EXISTS", "AS", "FROM", "JOIN", "ON", "USING", "WHERE",
    "SELECT", "OVER", "BY", "INTO", "ANY", "ALL", "UNION", "HAVING", "WHEN", "THEN", "ELSE", "SET"
  };

  private static final String[] WORDS_AFTER_OPERAND = {
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
    "ELSE"
  };

  private static final String[] VALUES = {"VALUES", "VALUE"};
  private static final String[] TYPES = {"DATE", "TIMESTAMP", "TIME"};
  private static final String[] LIKES = {"LIKE", "ILIKE"};
  private static final String[] CONSTANTS = {"TRUE", "FALSE", "NULL", "UNKNOWN", "END", "DEFAULT"};

  private final Tokens tokens;
  private final Dialect dialect;
  private final StringBuilder text;
  private final int[] starts;
  private final int[] ends;
  private final int[] context = new int[Lexer.MAX_DEPTH + 2];
  private int depth;
  private boolean inValues;
  private boolean blanking;

  private CanonicalText(Tokens tokens, Dialect dialect) {
    this.tokens = tokens;
    this.dialect = dialect;
    this.text = new StringBuilder(tokens.sql.length() + 32);
    this.starts = new int[tokens.size()];
    this.ends = new int[tokens.size()];
    this.blanking = blanksFrom(0);
  }

  /** Elsewhere than in queries and writes a value may be the whole point: SET ROLE = 'x'. */
  private boolean blanksFrom(int start) {
    return tokens.isSymbol(start, '(')
        || tokens.isAnyWord(
            start, "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "REPLACE");
  }

  static CanonicalText of(Tokens tokens, Dialect dialect) {
    CanonicalText canonical = new CanonicalText(tokens, dialect);
    for (int i = 0; i < tokens.size(); i++) {
      canonical.append(i);
    }
    return canonical;
  }

  /** The whole text, which is the key. */
  String key() {
    return text.toString();
  }

  /** The tokens {@code from} to {@code to}, the last one excluded. */
  String range(int from, int to) {
    return from >= to ? "" : text.substring(starts[from], ends[to - 1]);
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
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

  private void append(int index) {
    if (index > 0) {
      text.append(' ');
    }
    starts[index] = text.length();
    switch (tokens.kind(index)) {
      case Tokens.STRING -> appendString(index);
      case Tokens.NUMBER -> appendNumber(index);
      case Tokens.QUOTED -> appendQuoted(index);
      default -> text.append(tokens.sql, tokens.start(index), tokens.end(index));
    }
    ends[index] = text.length();
    track(index);
  }

  private void track(int index) {
    byte kind = tokens.kind(index);
    if (kind == Tokens.PUNCTUATION) {
      trackPunctuation(index);
    } else if (depth == 0) {
      inValues = kind == Tokens.WORD && tokens.isAnyWord(index, VALUES);
    }
  }

  private void trackPunctuation(int index) {
    if (tokens.isSymbol(index, '(')) {
      depth++;
      context[depth] = KEEP_ALL;
      if (tokens.isWord(index - 1, "IN")
          && isNamed(index - (tokens.isWord(index - 2, "NOT") ? 3 : 2))) {
        context[depth] = IN_LIST;
      } else if (inValues && depth == 1) {
        context[depth] = VALUES_ROW;
      }
    } else if (tokens.isSymbol(index, ')')) {
      depth = Math.max(0, depth - 1);
    } else if (tokens.isSymbol(index, ';')) {
      inValues = false;
      blanking = blanksFrom(index + 1);
    } else if (depth == 0 && !tokens.isSymbol(index, ',')) {
      inValues = false;
    }
  }

  private void appendString(int index) {
    if (blankable(index)) {
      text.append(BLANK_STRING);
      return;
    }
    text.append('\'');
    String literal = tokens.text(index);
    int end = literal.length();
    int begin = 0;
    boolean plain = literal.charAt(0) == '\'' && literal.indexOf('\'', 1) == end - 1;
    if (plain) {
      begin = 1;
      end--;
    } else {
      // its form stays a part of the key
      text.append("~~");
    }
    for (int i = begin; i < end; i++) {
      appendEscaped(literal.charAt(i));
    }
    text.append('\'');
  }

  private void appendEscaped(char c) {
    if ((c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == ' '
        || c == '%'
        || c == '_'
        || c == '-') {
      text.append(c);
    } else {
      text.append(ESCAPE);
      for (int shift = 12; shift >= 0; shift -= 4) {
        text.append(Character.forDigit((c >> shift) & 15, 16));
      }
    }
  }

  private void appendNumber(int index) {
    if (blankable(index)) {
      text.append(BLANK_NUMBER);
    } else {
      text.append(tokens.sql, tokens.start(index), tokens.end(index));
    }
  }

  private void appendQuoted(int index) {
    char quote = dialect.schemaIsDatabase() ? '`' : '"';
    char closing = tokens.sql.charAt(tokens.end(index) - 1);
    text.append(quote);
    for (int i = tokens.start(index) + 1; i < tokens.end(index) - 1; i++) {
      char c = tokens.sql.charAt(i);
      if (c == closing) {
        // doubled
        i++;
      }
      if (c > 127 && Character.isLetter(c)) {
        text.append(c);
      } else {
        appendEscaped(c);
      }
    }
    text.append(quote);
  }

  /** Whether no fact can depend on the literal's value. */
  private boolean blankable(int index) {
    if (!blanking || !endsOperand(index + 1)) {
      return false;
    }
    int before = index - 1;
    if (tokens.isSymbol(before, '-') || tokens.isSymbol(before, '+')) {
      before--;
    }
    if (tokens.isAnyWord(before, TYPES)) {
      before--;
    }
    if (depth > 0 && context[depth] != KEEP_ALL) {
      if (tokens.isSymbol(before, ',') || tokens.isSymbol(before, '(')) {
        return true;
      }
    }
    if (isComparison(before)) {
      return isNamed(before - 1);
    }
    if (tokens.isAnyWord(before, LIKES)) {
      return isNamed(before - (tokens.isWord(before - 1, "NOT") ? 2 : 1))
          && hasLetterOrDigit(index);
    }
    if (tokens.isWord(before, "AND") && tokens.isWord(before - 2, "BETWEEN")) {
      before -= 2;
    }
    return tokens.isWord(before, "BETWEEN")
        && isNamed(before - (tokens.isWord(before - 1, "NOT") ? 2 : 1));
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
