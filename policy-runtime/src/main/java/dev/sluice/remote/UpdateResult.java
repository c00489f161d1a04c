package dev.sluice.remote;

import org.jspecify.annotations.Nullable;

/** What became of an update. */
public sealed interface UpdateResult {
  /**
   * It is in force.
   *
   * @param keys the number of the key set that signed it
   * @param sha256 of the bundle that is enforced
   * @param candidate whether that is the candidate
   * @param notKept why it could not be written to disk, so that it is gone after a restart until
   *     the server is there; null if it was, or nothing is kept
   */
  record Applied(
      Origin origin,
      long serial,
      int keys,
      String sha256,
      boolean candidate,
      @Nullable String notKept)
      implements UpdateResult {}

  /** It is the one that is in force already. */
  record Unchanged(long serial) implements UpdateResult {}

  /**
   * It was refused, and what was in force still is.
   *
   * @param serial as it claims, 0 if it claims none
   * @param place the document, with line and column where there are any
   * @param reason what is wrong, in one line
   */
  record Rejected(Origin origin, long serial, Check check, String place, String reason)
      implements UpdateResult {
    @Override
    public String toString() {
      return "serial "
          + serial
          + " from "
          + origin
          + " refused by the check `"
          + check
          + "` at "
          + place
          + ": "
          + reason;
    }
  }
}
