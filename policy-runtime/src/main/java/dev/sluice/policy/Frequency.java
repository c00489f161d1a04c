package dev.sluice.policy;

/**
 * How often something may happen: {@code 60/m}, {@code 5/10m}.
 *
 * @param most how many times within the window; 1 or more
 * @param windowMillis any stretch of time of this length; 1 second or more
 */
record Frequency(long most, long windowMillis) {
  /** As it is written in a policy, for messages. */
  @Override
  public String toString() {
    long seconds = windowMillis / 1_000;
    if (seconds % 3_600 == 0) {
      return most + unit(seconds / 3_600, "h");
    }
    return most + (seconds % 60 == 0 ? unit(seconds / 60, "m") : unit(seconds, "s"));
  }

  private static String unit(long count, String unit) {
    return "/" + (count == 1 ? "" : count) + unit;
  }
}
