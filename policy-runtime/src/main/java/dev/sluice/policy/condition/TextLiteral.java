package dev.sluice.policy.condition;

/**
 * A text literal of CEL: in single or double quotes or three of them, raw or with escapes.
 *
 * @param value what it stands for
 * @param end where the text after it begins
 */
record TextLiteral(String value, int end) {
  private static final int HEX = 16;
  private static final int OCTAL = 8;

  static boolean beginsAt(String text, int at) {
    char first = text.charAt(at);
    boolean raw = first == 'r' || first == 'R';
    if (!raw) {
      return isQuote(first);
    }
    return at + 1 < text.length() && isQuote(text.charAt(at + 1));
  }

  /**
   * Reads the literal that begins somewhere.
   *
   * @throws ConditionException if it does not end, or an escape in it means nothing
   */
  static TextLiteral read(String text, int start) throws ConditionException {
    boolean raw = !isQuote(text.charAt(start));
    int quoteAt = raw ? start + 1 : start;
    String quote = text.substring(quoteAt, quoteAt + 1);
    boolean triple = text.startsWith(quote.repeat(3), quoteAt);
    String closing = triple ? quote.repeat(3) : quote;
    StringBuilder value = new StringBuilder();
    int at = quoteAt + closing.length();
    while (at < text.length()) {
      char character = text.charAt(at);
      if (text.startsWith(closing, at)) {
        return new TextLiteral(value.toString(), at + closing.length());
      }
      if (!triple && (character == '\n' || character == '\r')) {
        throw new ConditionException(
            at, "the text ends with its line: close it with " + quote + ", or use three of them");
      }
      if (character == '\\' && !raw) {
        at = readEscape(text, at, value);
      } else {
        value.append(character);
        at++;
      }
    }
    throw new ConditionException(start, "the text does not end: close it with " + closing);
  }

  private static int readEscape(String text, int at, StringBuilder value)
      throws ConditionException {
    char kind = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
    return switch (kind) {
      case 'x', 'X' -> readCode(text, at, at + 2, 2, HEX, value);
      case 'u' -> readCode(text, at, at + 2, 4, HEX, value);
      case 'U' -> readCode(text, at, at + 2, 8, HEX, value);
      case '0', '1', '2', '3' -> readCode(text, at, at + 1, 3, OCTAL, value);
      default -> readPlain(kind, at, value);
    };
  }

  private static int readPlain(char kind, int at, StringBuilder value) throws ConditionException {
    int plain = "abfnrtv\\?\"'`".indexOf(kind);
    if (plain < 0) {
      throw new ConditionException(
          at, "`\\" + kind + "` is no escape: write `\\\\` for a backslash");
    }
    value.append("\u0007\b\f\n\r\t\u000B\\?\"'`".charAt(plain));
    return at + 2;
  }

  private static int readCode(
      String text, int escape, int from, int digits, int base, StringBuilder value)
      throws ConditionException {
    int code = 0;
    for (int i = from; i < from + digits; i++) {
      int digit =
          i < text.length() && text.charAt(i) < 128 ? Character.digit(text.charAt(i), base) : -1;
      if (digit < 0 || code > Character.MAX_CODE_POINT / base) {
        throw noCharacter(escape, digits);
      }
      code = code * base + digit;
    }
    if (!Character.isValidCodePoint(code)
        || (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE)) {
      throw noCharacter(escape, digits);
    }
    value.appendCodePoint(code);
    return from + digits;
  }

  private static ConditionException noCharacter(int escape, int digits) {
    return new ConditionException(
        escape, "the escape names no character: it takes " + digits + " digits");
  }

  private static boolean isQuote(char character) {
    return character == '"' || character == '\'';
  }
}
