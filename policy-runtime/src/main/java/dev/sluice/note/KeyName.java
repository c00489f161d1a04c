package dev.sluice.note;

/** What keys may be called. */
final class KeyName {
  private KeyName() {}

  /** Whether the name is not empty and has neither Unicode spaces nor {@code +} nor controls. */
  static boolean isValid(String name) {
    return !name.isEmpty()
        && name.codePoints().noneMatch(c -> c == '+' || isSpace(c) || Character.isISOControl(c));
  }

  private static boolean isSpace(int character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }
}
