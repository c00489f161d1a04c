package dev.sluice.policy.condition;

/**
 * A piece of a condition's text.
 *
 * @param text as written; of a text literal, what it stands for
 * @param offset where it begins, in UTF-16 units
 */
record Token(Kind kind, String text, int offset) {
  enum Kind {
    INT,
    DOUBLE,
    TEXT,
    NAME,
    SYMBOL,
    END
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** Whether this is a word that stands for itself, such as {@code in}. */
  boolean isWord(String word) {
    return kind == Kind.NAME && text.equals(word);
  }

  /** For messages. */
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "a text";
      default -> "`" + text + "`";
    };
  }
}
