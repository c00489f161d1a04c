package dev.sluice.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Guesses what a misspelt word was meant to be. */
public final class Spelling {
  /** Of what is longer nobody can tell what was meant. */
  private static final int LONGEST = 64;

  private static final int MOST_COMPARED = 200;
  private static final int MOST_LISTED = 30;

  private Spelling() {}

  /**
   * A sentence that names the nearest of the words, or, if none is near, all of them.
   *
   * @param words at least one
   */
  public static String suggest(String written, Collection<String> words) {
    String nearest = "";
    int least = Math.max(1, Math.min(LONGEST, written.length()) / 3) + 1;
    int compared = 0;
    for (String word : words) {
      if (compared < MOST_COMPARED
          && Math.max(word.length(), written.length()) <= LONGEST
          && Math.abs(word.length() - written.length()) <= least) {
        compared++;
        int distance = distance(written.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
        if (distance < least
            || (distance == least && !nearest.isEmpty() && word.compareTo(nearest) < 0)) {
          least = distance;
          nearest = word;
        }
      }
    }
    if (!nearest.isEmpty()) {
      return "did you mean `" + nearest + "`?";
    }
    return listed(words);
  }

  /** A sentence that names the words, or the first of many. */
  static String listed(Collection<String> words) {
    String rest = words.size() > MOST_LISTED ? ", ..." : "";
    return "use one of "
        + words.stream().sorted().distinct().limit(MOST_LISTED).collect(Collectors.joining(", "))
        + rest;
  }

  /**
   * The number of changes from one word to the other: a character more, less or other, or two
   * neighbours the wrong way round (optimal string alignment).
   */
  private static int distance(String one, String other) {
    int[] beforePrevious = new int[other.length() + 1];
    int[] previous = new int[other.length() + 1];
    int[] current = new int[other.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
        }
      }
      int[] done = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = done;
    }
    return previous[other.length()];
  }
}
