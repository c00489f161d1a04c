package dev.sluice.policy.condition;

import dev.sluice.policy.condition.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a tree of a condition, by the precedence of CEL's operators and within bounds. */
final class Parser {
  static final int MOST_NODES = 200;
  static final int MOST_DEPTH = 64;
  static final int MOST_CHARACTERS = 10_000;

  private static final int CHOICE = 1;
  private static final int RELATION = 4;
  private static final Map<String, Integer> STRENGTHS =
      Map.ofEntries(
          Map.entry("||", 2),
          Map.entry("&&", 3),
          Map.entry("==", RELATION),
          Map.entry("!=", RELATION),
          Map.entry("<", RELATION),
          Map.entry("<=", RELATION),
          Map.entry(">", RELATION),
          Map.entry(">=", RELATION),
          Map.entry("in", RELATION),
          Map.entry("+", 5),
          Map.entry("-", 5));
  private static final Map<String, String> OTHER_SPELLINGS =
      Map.of("and", "&&", "or", "||", "not", "!", "AND", "&&", "OR", "||", "NOT", "!");

  /** Words that CEL keeps for itself. */
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "namespace",
          "package",
          "return",
          "var",
          "void",
          "while");

  private final List<Token> tokens;
  private int at;
  private int nodes;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Node parse(String text) throws ConditionException {
    if (text.length() > MOST_CHARACTERS) {
      throw new ConditionException(
          MOST_CHARACTERS,
          "the condition is longer than " + MOST_CHARACTERS + " characters: split the rule");
    }
    Parser parser = new Parser(Lexer.tokens(text));
    Node node = parser.expression(CHOICE);
    Token next = parser.next();
    if (next.kind() != Kind.END) {
      throw parser.unexpected(next, "an operator such as `&&`");
    }
    return node;
  }

  /** An expression of operators that bind at least as strongly as given. */
  private Node expression(int least) throws ConditionException {
    if (++depth > MOST_DEPTH) {
      throw new ConditionException(
          next().offset(), "the condition is nested deeper than " + MOST_DEPTH + ": flatten it");
    }
    Node left = unary();
    while (true) {
      Token operator = next();
      Integer strength =
          operator.kind() == Kind.SYMBOL || operator.isWord("in")
              ? STRENGTHS.get(operator.text())
              : null;
      if (strength == null || strength < least) {
        break;
      }
      at++;
      Node right = expression(strength + 1);
      left = made(new Node.Binary(operator.offset(), operator.text(), left, right));
    }
    if (least == CHOICE && next().is("?")) {
      left = choice(left);
    }
    depth--;
    return left;
  }

  private Node choice(Node condition) throws ConditionException {
    int offset = next().offset();
    at++;
    Node then = expression(CHOICE + 1);
    expect(":");
    Node otherwise = expression(CHOICE);
    return made(new Node.Choice(offset, condition, then, otherwise));
  }

  /** {@code !} and {@code -} may stand several times, not mixed; in CEL, two cancel each other. */
  private Node unary() throws ConditionException {
    Token first = next();
    if (!first.is("!") && !first.is("-")) {
      return member(false);
    }
    int count = 0;
    while (next().is(first.text())) {
      count++;
      at++;
    }
    boolean negative = count == 1 && first.is("-") && isNumber(next());
    Node operand = member(negative);
    if (negative || count % 2 == 0) {
      return operand;
    }
    return made(
        first.is("!")
            ? new Node.Not(first.offset(), operand)
            : new Node.Minus(first.offset(), operand));
  }

  private Node member(boolean negative) throws ConditionException {
    Node node = primary(negative);
    while (next().is(".")) {
      at++;
      Token name = next();
      if (name.kind() != Kind.NAME || name.text().equals("in")) {
        throw unexpected(name, "a field or function");
      }
      at++;
      node =
          next().is("(")
              ? call(name, node)
              : made(new Node.Select(name.offset(), node, name.text()));
    }
    if (next().is("[")) {
      throw new ConditionException(
          next().offset(), "`[...]` after a value is not taken: use `in`, `exists` or `all`");
    }
    return node;
  }

  private Node primary(boolean negative) throws ConditionException {
    Token token = next();
    at++;
    return switch (token.kind()) {
      case INT, DOUBLE -> number(token, negative);
      case TEXT -> made(new Node.Literal(token.offset(), Type.TEXT, token.text()));
      case NAME -> named(token);
      default -> enclosed(token);
    };
  }

  private Node enclosed(Token token) throws ConditionException {
    if (token.is("(")) {
      Node inner = expression(CHOICE);
      expect(")");
      return inner;
    }
    if (token.is("[")) {
      return made(new Node.Items(token.offset(), list("]")));
    }
    throw unexpected(token, "a value");
  }

  private Node named(Token token) throws ConditionException {
    String name = token.text();
    if (name.equals("true") || name.equals("false")) {
      return made(new Node.Literal(token.offset(), Type.BOOL, name.equals("true")));
    }
    if (name.equals("null")) {
      throw new ConditionException(
          token.offset(), "`null` is not taken: what is unknown is -1 or empty");
    }
    if (RESERVED.contains(name) || OTHER_SPELLINGS.containsKey(name)) {
      throw unexpected(token, "a value");
    }
    return next().is("(") ? call(token, null) : made(new Node.Name(token.offset(), name));
  }

  private Node number(Token token, boolean negative) throws ConditionException {
    String sign = negative ? "-" : "";
    String digits = token.text();
    if (token.kind() == Kind.DOUBLE) {
      double value = Double.parseDouble(sign + digits);
      if (Double.isInfinite(value)) {
        throw tooLarge(token);
      }
      return made(new Node.Literal(token.offset(), Type.DOUBLE, value));
    }
    boolean hex = digits.startsWith("0x") || digits.startsWith("0X");
    try {
      long value = Long.parseLong(sign + (hex ? digits.substring(2) : digits), hex ? 16 : 10);
      return made(new Node.Literal(token.offset(), Type.INT, value));
    } catch (NumberFormatException e) {
      throw tooLarge(token);
    }
  }

  private static ConditionException tooLarge(Token token) {
    return new ConditionException(
        token.offset(), "`" + token.text() + "` is too large: a number has 64 bits");
  }

  private Node call(Token name, @Nullable Node target) throws ConditionException {
    at++;
    return made(new Node.Call(name.offset(), name.text(), target, list(")")));
  }

  /** Expressions up to a closing symbol. */
  private List<Node> list(String closing) throws ConditionException {
    List<Node> items = new ArrayList<>();
    while (!next().is(closing)) {
      items.add(expression(CHOICE));
      if (!next().is(",")) {
        break;
      }
      at++;
      if (next().is(closing) && closing.equals(")")) {
        throw unexpected(next(), "a value");
      }
    }
    expect(closing);
    return items;
  }

  private void expect(String symbol) throws ConditionException {
    if (!next().is(symbol)) {
      throw unexpected(next(), "`" + symbol + "`");
    }
    at++;
  }

  private Token next() {
    return tokens.get(at);
  }

  private static boolean isNumber(Token token) {
    return token.kind() == Kind.INT || token.kind() == Kind.DOUBLE;
  }

  private Node made(Node node) throws ConditionException {
    if (++nodes > MOST_NODES) {
      throw new ConditionException(
          node.offset(),
          "the condition has more than " + MOST_NODES + " parts: split the rule in several");
    }
    return node;
  }

  private ConditionException unexpected(Token token, String expected) {
    String spelling = token.kind() == Kind.NAME ? OTHER_SPELLINGS.get(token.text()) : null;
    return new ConditionException(
        token.offset(),
        spelling == null
            ? "expected " + expected + " instead of " + token.shown()
            : "write `" + spelling + "` instead of `" + token.text() + "`");
  }
}
