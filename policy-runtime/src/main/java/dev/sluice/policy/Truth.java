package dev.sluice.policy;

/**
 * The answer to a rule's question about facts that may be unknown. What restricts takes {@link
 * #MAYBE} for a yes, what permits takes it for a no: so a missing fact never opens anything.
 */
enum Truth {
  NO,
  MAYBE,
  YES;

  static Truth of(boolean answer) {
    return answer ? YES : NO;
  }

  Truth and(Truth other) {
    return compareTo(other) <= 0 ? this : other;
  }

  Truth or(Truth other) {
    return compareTo(other) >= 0 ? this : other;
  }

  Truth not() {
    return switch (this) {
      case NO -> YES;
      case MAYBE -> MAYBE;
      case YES -> NO;
    };
  }

  /** This, or its opposite. */
  Truth negatedIf(boolean negated) {
    return negated ? not() : this;
  }

  /** Whether a rule that does this action is to be taken as matched. */
  boolean matches(Action action) {
    return action == Action.ALLOW ? this == YES : this != NO;
  }
}
