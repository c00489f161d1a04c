package dev.sluice.policy.condition;

import java.util.Map;

/** The operators that compare two values of one type. */
enum Relation {
  EQUAL,
  UNEQUAL,
  LESS,
  AT_MOST,
  MORE,
  AT_LEAST;

  private static final Map<String, Relation> OPERATORS =
      Map.of("==", EQUAL, "!=", UNEQUAL, "<", LESS, "<=", AT_MOST, ">", MORE, ">=", AT_LEAST);

  static boolean isOperator(String operator) {
    return OPERATORS.containsKey(operator);
  }

  static Relation of(String operator) {
    Relation relation = OPERATORS.get(operator);
    if (relation == null) {
      throw new IllegalArgumentException(operator);
    }
    return relation;
  }

  /** Whether this asks for equality only, which values without an order have too. */
  boolean isEquality() {
    return this == EQUAL || this == UNEQUAL;
  }

  boolean holds(long left, long right) {
    return switch (this) {
      case EQUAL -> left == right;
      case UNEQUAL -> left != right;
      case LESS -> left < right;
      case AT_MOST -> left <= right;
      case MORE -> left > right;
      case AT_LEAST -> left >= right;
    };
  }

  boolean holds(double left, double right) {
    return switch (this) {
      case EQUAL -> left == right;
      case UNEQUAL -> left != right;
      case LESS -> left < right;
      case AT_MOST -> left <= right;
      case MORE -> left > right;
      case AT_LEAST -> left >= right;
    };
  }

  boolean holds(String left, String right) {
    return isEquality() ? left.equals(right) == (this == EQUAL) : holds(compare(left, right), 0L);
  }

  /** The order of code points, which is not that of UTF-16 units. */
  private static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char one = left.charAt(i);
      char other = right.charAt(i);
      if (one != other) {
        boolean bothOrNone = Character.isSurrogate(one) == Character.isSurrogate(other);
        return bothOrNone ? Character.compare(one, other) : Character.isSurrogate(one) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
