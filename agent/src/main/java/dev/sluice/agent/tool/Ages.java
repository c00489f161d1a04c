package dev.sluice.agent.tool;

import java.time.Duration;
import java.time.Instant;

/** Says how long ago something was, or how soon it will be, to the largest unit that fits. */
final class Ages {
  private Ages() {}

  static String ago(Instant at, Instant now) {
    return at.isAfter(now)
        ? "in " + length(Duration.between(now, at))
        : length(Duration.between(at, now)) + " ago";
  }

  private static String length(Duration length) {
    if (length.toDays() >= 2) {
      return length.toDays() + " days";
    }
    if (length.toHours() >= 2) {
      return length.toHours() + " hours";
    }
    if (length.toMinutes() >= 2) {
      return length.toMinutes() + " minutes";
    }
    return length.toSeconds() + " s";
  }
}
