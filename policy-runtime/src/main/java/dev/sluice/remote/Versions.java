package dev.sluice.remote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of the agent: numbers with dots between, of which what follows does not count. */
final class Versions {
  private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})*");

  private Versions() {}

  /** Compares by numbers; one that has none is the oldest of all, missing numbers are 0. */
  static int compare(String one, String other) {
    int[] left = numbers(one);
    int[] right = numbers(other);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      int difference =
          Integer.compare(i < left.length ? left[i] : 0, i < right.length ? right[i] : 0);
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private static int[] numbers(String version) {
    Matcher numbers = NUMBERS.matcher(version);
    if (!numbers.lookingAt()) {
      return new int[0];
    }
    String[] parts = numbers.group().split("\\.", -1);
    int[] values = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = Integer.parseInt(parts[i]);
    }
    return values;
  }
}
