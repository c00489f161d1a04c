package dev.sluice.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A name cut into words: at what is no letter, where small letters turn into a capital, and before
 * the last of several capitals ({@code customerSSN}, {@code APIKey}, {@code e-mail}). Digits part
 * words and are left out.
 */
final class Words {
  private static final int MOST_CHARACTERS = 128;

  private Words() {}

  /** The words in small letters; of a very long name those of its end. */
  static List<String> of(String name) {
    List<String> words = new ArrayList<>();
    int start = -1;
    for (int i = Math.max(0, name.length() - MOST_CHARACTERS); i <= name.length(); i++) {
      boolean letter = i < name.length() && Character.isLetter(name.charAt(i));
      if (start >= 0 && (!letter || beginsWord(name, i, start))) {
        words.add(name.substring(start, i).toLowerCase(Locale.ROOT));
        start = -1;
      }
      if (letter && start < 0) {
        start = i;
      }
    }
    return words;
  }

  private static boolean beginsWord(String name, int at, int start) {
    if (!Character.isUpperCase(name.charAt(at)) || at == start) {
      return false;
    }
    boolean afterSmall = Character.isLowerCase(name.charAt(at - 1));
    boolean beforeSmall = at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1));
    return afterSmall || beforeSmall;
  }
}
