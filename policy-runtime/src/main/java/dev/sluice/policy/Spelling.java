package dev.sluice.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/** Guesses what a misspelt word was meant to be. */
public final class Spelling {
  private Spelling() {}

  /**
   * A sentence that names the nearest of the words, or, if none is near, all of them.
   *
   * @param words at least one
   */
  public static String suggest(String written, Collection<String> words) {
    String nearest = "";
    int least = Math.max(1, written.length() / 3) + 1;
    for (String word : new TreeSet<>(words)) {
      int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = word;
      }
    }
    if (!nearest.isEmpty()) {
      return "did you mean `" + nearest + "`?";
    }
    return listed(words);
  }

  /** A sentence that names all of the words. */
  static String listed(Collection<String> words) {
    return "use one of " + String.join(", ", new TreeSet<>(words));
  }

  /** The number of single-character changes from one word to the other (Levenshtein). */
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
