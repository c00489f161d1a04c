package dev.sluice.policy.condition;

/** The types of values. A list holds values of one type. */
enum Type {
  BOOL("a boolean"),
  INT("a whole number"),
  DOUBLE("a decimal number"),
  TEXT("a text"),
  BOOLS("a list of booleans"),
  INTS("a list of whole numbers"),
  DOUBLES("a list of decimal numbers"),
  TEXTS("a list of texts"),
  /** The list {@code []}, which goes with lists of any type. */
  EMPTY("an empty list"),
  CLAIMS("the claims as a whole"),
  /** What has been complained of already, which goes with anything. */
  UNKNOWN("something unknown");

  private final String words;

  Type(String words) {
    this.words = words;
  }

  boolean isList() {
    return switch (this) {
      case BOOLS, INTS, DOUBLES, TEXTS, EMPTY -> true;
      default -> false;
    };
  }

  /** The type of a list's items. */
  Type item() {
    return switch (this) {
      case BOOLS -> BOOL;
      case INTS -> INT;
      case DOUBLES -> DOUBLE;
      case TEXTS -> TEXT;
      default -> UNKNOWN;
    };
  }

  /** The type of a list of this; {@link #UNKNOWN} if there is none. */
  Type list() {
    return switch (this) {
      case BOOL -> BOOLS;
      case INT -> INTS;
      case DOUBLE -> DOUBLES;
      case TEXT -> TEXTS;
      default -> UNKNOWN;
    };
  }

  /** Whether a value of either type may stand where the other does. */
  boolean goesWith(Type other) {
    return this == other
        || this == UNKNOWN
        || other == UNKNOWN
        || (this == EMPTY && other.isList())
        || (other == EMPTY && isList());
  }

  /** Of two types that go with each other, the one that says more. */
  Type and(Type other) {
    return this == UNKNOWN || this == EMPTY ? other : this;
  }

  @Override
  public String toString() {
    return words;
  }
}
