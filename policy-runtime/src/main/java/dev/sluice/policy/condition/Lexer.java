package dev.sluice.policy.condition;

import dev.sluice.policy.condition.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Cuts a condition into tokens, by the lexical rules of CEL. */
final class Lexer {
  private static final List<String> SYMBOLS =
      List.of(
          "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "?", ":", "(", ")", "[", "]",
          ".", ",");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String text) {
    this.text = text;
  }

  /** All tokens in order; the last is the end. */
  static List<Token> tokens(String text) throws ConditionException {
    Lexer lexer = new Lexer(text);
    lexer.read();
    return lexer.tokens;
  }

  private void read() throws ConditionException {
    while (at < text.length()) {
      char character = text.charAt(at);
      if (isSpace(character)) {
        at++;
      } else if (text.startsWith("//", at)) {
        skipComment();
      } else if (isDigit(character) || (character == '.' && isDigit(charAt(at + 1)))) {
        readNumber();
      } else if (TextLiteral.beginsAt(text, at)) {
        TextLiteral literal = TextLiteral.read(text, at);
        add(Kind.TEXT, literal.value(), literal.end());
      } else if (isNameStart(character)) {
        readName();
      } else {
        readSymbol();
      }
    }
    add(Kind.END, "", at);
  }

  private void add(Kind kind, String value, int end) {
    tokens.add(new Token(kind, value, at));
    at = end;
  }

  private void skipComment() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private void readName() throws ConditionException {
    int end = at;
    while (isNamePart(charAt(end))) {
      end++;
    }
    String name = text.substring(at, end);
    char next = charAt(end);
    if ((next == '"' || next == '\'') && name.matches("(?i)b|br|rb")) {
      throw new ConditionException(at, "bytes are not taken: write a text, without `" + name + "`");
    }
    add(Kind.NAME, name, end);
  }

  private void readNumber() throws ConditionException {
    if (text.startsWith("0x", at) || text.startsWith("0X", at)) {
      int end = at + 2;
      while (Character.digit(charAt(end), 16) >= 0 && charAt(end) < 128) {
        end++;
      }
      if (end > at + 2) {
        addNumber(Kind.INT, end);
        return;
      }
    }
    int end = digits(at);
    boolean decimal = charAt(end) == '.' && isDigit(charAt(end + 1));
    if (decimal) {
      end = digits(end + 1);
    }
    if (charAt(end) == 'e' || charAt(end) == 'E') {
      int exponent = charAt(end + 1) == '+' || charAt(end + 1) == '-' ? end + 2 : end + 1;
      if (isDigit(charAt(exponent))) {
        decimal = true;
        end = digits(exponent);
      }
    }
    addNumber(decimal ? Kind.DOUBLE : Kind.INT, end);
  }

  private void addNumber(Kind kind, int end) throws ConditionException {
    char next = charAt(end);
    if (next == 'u' || next == 'U') {
      throw new ConditionException(at, "unsigned numbers are not taken: leave the `u` out");
    }
    if (isNamePart(next)) {
      throw new ConditionException(end, "`" + next + "` stands right after a number");
    }
    add(kind, text.substring(at, end), end);
  }

  private int digits(int from) {
    int end = from;
    while (isDigit(charAt(end))) {
      end++;
    }
    return end;
  }

  private void readSymbol() throws ConditionException {
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        add(Kind.SYMBOL, symbol, at + symbol.length());
        return;
      }
    }
    String written = new String(Character.toChars(text.codePointAt(at)));
    throw new ConditionException(at, "`" + written + "` is not taken" + mend(written));
  }

  private static String mend(String written) {
    return switch (written) {
      case "=" -> ": to compare, write `==`";
      case "&" -> ": write `&&`";
      case "|" -> ": write `||`";
      case "*", "/", "%" -> ": numbers can be added and subtracted only";
      case "{", "}" -> ": there are no maps and messages";
      default -> "";
    };
  }

  /** The character at an index; NUL, which nothing takes, outside of the text. */
  private char charAt(int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }

  private static boolean isSpace(char character) {
    return character == ' '
        || character == '\t'
        || character == '\n'
        || character == '\r'
        || character == '\f';
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isNameStart(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || character == '_';
  }

  private static boolean isNamePart(char character) {
    return isNameStart(character) || isDigit(character);
  }
}
