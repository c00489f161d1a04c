package dev.sluice.policy.condition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition's syntax tree. */
sealed interface Node {
  /** Where in the text this is best pointed at, in UTF-16 units. */
  int offset();

  /**
   * A literal.
   *
   * @param value a Boolean, Long, Double or String
   */
  record Literal(int offset, Type type, Object value) implements Node {}

  record Name(int offset, String name) implements Node {}

  /** {@code operand.field}. */
  record Select(int offset, Node operand, String field) implements Node {}

  /**
   * {@code function(arguments)} or {@code target.function(arguments)}.
   *
   * @param target null if there is none
   */
  record Call(int offset, String function, @Nullable Node target, List<Node> arguments)
      implements Node {}

  record Not(int offset, Node operand) implements Node {}

  record Minus(int offset, Node operand) implements Node {}

  record Binary(int offset, String operator, Node left, Node right) implements Node {}

  /** {@code condition ? then : otherwise}. */
  record Choice(int offset, Node condition, Node then, Node otherwise) implements Node {}

  /** {@code [items]}. */
  record Items(int offset, List<Node> items) implements Node {}
}
