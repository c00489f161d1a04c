package dev.sluice.policy;

import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Finds where in a file a character of a scalar's value stands. Whatever the style of the scalar,
 * both hold the same characters in the same order, but for spaces, line feeds, quotes and escapes.
 */
final class WrittenScalar {
  private static final String NO_CHARACTERS = "nrtfvbea0N_ \t\n\r";

  private final String text;
  private final ScalarStyle style;
  private int at;

  private WrittenScalar(String text, ScalarStyle style, int start) {
    this.text = text;
    this.style = style;
    this.at = start;
  }

  /** A place in a file, both numbers from 1; the column in characters. */
  record Place(int line, int column) {}

  /**
   * Where a character stands, or, at the end or in a gap, the end of what is before it.
   *
   * @param text the file's text
   * @param offset in the scalar's value, in UTF-16 units
   */
  static Place place(String text, ScalarNode node, int offset) {
    int start =
        node.getStartMark().map(Mark::getIndex).map(i -> text.offsetByCodePoints(0, i)).orElse(0);
    WrittenScalar written = new WrittenScalar(text, node.getScalarStyle(), start);
    written.begin();
    String value = node.getValue();
    for (int i = 0; i < offset; i++) {
      if (isVisible(value.charAt(i)) && !Character.isLowSurrogate(value.charAt(i))) {
        written.skipGap();
        written.skipCharacter();
      }
    }
    if (offset < value.length() && isVisible(value.charAt(offset))) {
      written.skipGap();
    }
    return placeOf(text, written.at);
  }

  private void begin() {
    switch (style) {
      case LITERAL, FOLDED -> {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
      }
      case SINGLE_QUOTED, DOUBLE_QUOTED -> at++;
      default -> {
        // a plain scalar begins with its value
      }
    }
  }

  private void skipGap() {
    while (at < text.length()) {
      if (!isVisible(text.charAt(at))) {
        at++;
      } else if (isEscape() && NO_CHARACTERS.indexOf(text.charAt(at + 1)) >= 0) {
        at += 2;
      } else {
        return;
      }
    }
  }

  private void skipCharacter() {
    if (at >= text.length()) {
      return;
    }
    int length = Character.charCount(text.codePointAt(at));
    if (isEscape()) {
      length =
          switch (text.charAt(at + 1)) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
          };
    } else if (style == ScalarStyle.SINGLE_QUOTED && text.startsWith("''", at)) {
      length = 2;
    }
    at = Math.min(at + length, text.length());
  }

  private boolean isEscape() {
    return style == ScalarStyle.DOUBLE_QUOTED && text.charAt(at) == '\\' && at + 1 < text.length();
  }

  private static boolean isVisible(char character) {
    return character > ' ' && character != '\u0085' && character != '\u00A0';
  }

  private static Place placeOf(String text, int index) {
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < index; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    return new Place(line, text.codePointCount(lineStart, index) + 1);
  }
}
