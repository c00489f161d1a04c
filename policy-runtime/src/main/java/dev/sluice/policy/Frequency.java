package dev.sluice.policy;

/**
 * How often something may happen: {@code 60/m}, {@code 5/10m}.
 *
 * @param most how many times within the window; 1 or more
 * @param windowMillis any stretch of time of this length; 1 second or more
 */
record Frequency(long most, long windowMillis) {
  /** The window for people: {@code 10 minutes}. */
  String window() {
    long seconds = windowMillis / 1_000;
    if (seconds % 3_600 == 0) {
      return count(seconds / 3_600, "hour");
    }
    return seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
  }

  private static String count(long count, String unit) {
    return count + " " + unit + (count == 1 ? "" : "s");
  }
}
