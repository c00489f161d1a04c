package dev.sluice.policy.condition;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes trees and values as conditions are written. */
final class NodeText {
  private static final int CHOICE = 1;
  private static final int RELATION = 4;
  private static final int UNARY = 6;
  private static final int MEMBER = 7;
  private static final Map<String, Integer> STRENGTHS = Map.of("||", 2, "&&", 3, "+", 5, "-", 5);

  private NodeText() {}

  /** A text that means the tree. */
  static String of(Node node) {
    return of(node, CHOICE);
  }

  private static String of(Node node, int least) {
    String text = plain(node);
    return strength(node) < least ? "(" + text + ")" : text;
  }

  private static String plain(Node node) {
    if (node instanceof Node.Literal literal) {
      return value(literal.value());
    }
    if (node instanceof Node.Name name) {
      return name.name();
    }
    if (node instanceof Node.Select select) {
      return of(select.operand(), MEMBER) + "." + select.field();
    }
    if (node instanceof Node.Call call) {
      Node target = call.target();
      return (target == null ? "" : of(target, MEMBER) + ".")
          + call.function()
          + "("
          + list(call.arguments())
          + ")";
    }
    if (node instanceof Node.Not not) {
      return "!" + of(not.operand(), MEMBER);
    }
    if (node instanceof Node.Minus minus) {
      return "-" + of(minus.operand(), MEMBER);
    }
    if (node instanceof Node.Binary binary) {
      int strength = strength(binary);
      return of(binary.left(), strength)
          + " "
          + binary.operator()
          + " "
          + of(binary.right(), strength + 1);
    }
    if (node instanceof Node.Choice choice) {
      return of(choice.condition(), CHOICE + 1)
          + " ? "
          + of(choice.then(), CHOICE + 1)
          + " : "
          + of(choice.otherwise(), CHOICE);
    }
    return "[" + list(((Node.Items) node).items()) + "]";
  }

  private static String list(List<Node> nodes) {
    StringJoiner joiner = new StringJoiner(", ");
    nodes.forEach(node -> joiner.add(of(node)));
    return joiner.toString();
  }

  private static int strength(Node node) {
    if (node instanceof Node.Choice) {
      return CHOICE;
    }
    if (node instanceof Node.Binary binary) {
      return STRENGTHS.getOrDefault(binary.operator(), RELATION);
    }
    boolean unary =
        node instanceof Node.Not
            || node instanceof Node.Minus
            || (node instanceof Node.Literal literal && value(literal.value()).startsWith("-"));
    return unary ? UNARY : MEMBER;
  }

  /** A value as a literal. */
  static String value(Object value) {
    if (value instanceof Collection<?> items) {
      StringJoiner joiner = new StringJoiner(", ", "[", "]");
      items.forEach(item -> joiner.add(value(item)));
      return joiner.toString();
    }
    return value instanceof String text ? quoted(text) : String.valueOf(value);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (Character.isISOControl(character)) {
                    quoted.append(String.format("\\u%04x", character));
                  } else {
                    quoted.appendCodePoint(character);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
