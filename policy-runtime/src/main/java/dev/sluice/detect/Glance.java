package dev.sluice.detect;

/**
 * A value with what one pass over it tells, by which most recognizers know at once that it is
 * nothing for them. Only so much of it is looked at as {@link ValueDetector#MOST_CHARACTERS}.
 */
final class Glance {
  /** The value without spaces around it. */
  final String text;

  final int length;
  final int digits;
  final int letters;
  final int dots;
  final int colons;
  final int ats;
  final int hyphens;
  final boolean hasSpace;

  Glance(String value) {
    int end = Math.min(value.length(), ValueDetector.MOST_CHARACTERS);
    int start = 0;
    while (start < end && value.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && value.charAt(end - 1) <= ' ') {
      end--;
    }
    this.text = start == 0 && end == value.length() ? value : value.substring(start, end);
    this.length = end - start;
    int digitsSeen = 0;
    int lettersSeen = 0;
    int dotsSeen = 0;
    int colonsSeen = 0;
    int atsSeen = 0;
    int hyphensSeen = 0;
    boolean spaceSeen = false;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digitsSeen++;
      } else if (Ascii.isLetter(c)) {
        lettersSeen++;
      } else if (c <= ' ') {
        spaceSeen = true;
      } else {
        switch (c) {
          case '.' -> dotsSeen++;
          case ':' -> colonsSeen++;
          case '@' -> atsSeen++;
          case '-' -> hyphensSeen++;
          default -> {
            // tells nothing
          }
        }
      }
    }
    this.digits = digitsSeen;
    this.letters = lettersSeen;
    this.dots = dotsSeen;
    this.colons = colonsSeen;
    this.ats = atsSeen;
    this.hyphens = hyphensSeen;
    this.hasSpace = spaceSeen;
  }

  /** The character at a place, or a space outside of the text. */
  char at(int index) {
    return index >= 0 && index < length ? text.charAt(index) : ' ';
  }

  /** Whether what begins here does not go on something before it. */
  boolean isStart(int index) {
    char before = at(index - 1);
    return !Character.isLetterOrDigit(before) && before != '-' && before != '_' && before != '.';
  }

  /** Whether what ends before this place does not go on; a full stop ends a sentence. */
  boolean isEnd(int index) {
    char after = at(index);
    if (after == '.' || after == '-') {
      return !Character.isLetterOrDigit(at(index + 1));
    }
    return !Character.isLetterOrDigit(after) && after != '_';
  }

  /** The digits and capitals of the text without what separates them. */
  static String compact(String text, String separators) {
    StringBuilder compact = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (separators.indexOf(c) < 0) {
        compact.append(Ascii.upper(c));
      }
    }
    return compact.toString();
  }

  /**
   * The word that ends before a place, in small letters, over signs that may stand between: of
   * {@code "IP: 10.1.2.3"} before the first digit it is {@code ip}.
   */
  String wordBefore(int index) {
    int end = index;
    while (end > 0 && end > index - 4 && !Ascii.isLetter(text.charAt(end - 1))) {
      end--;
    }
    int start = end;
    while (start > 0 && start > end - 16 && Ascii.isLetter(text.charAt(start - 1))) {
      start--;
    }
    StringBuilder word = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      word.append(Ascii.lower(text.charAt(i)));
    }
    return word.toString();
  }
}
