package dev.sluice.remote;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which update is in force, and what became of the latest.
 *
 * @param inForce null as long as none is
 * @param refused the latest that was refused, if nothing was applied since
 */
public record UpdateStatus(@Nullable InForce inForce, @Nullable Refused refused) {
  /** Nothing came from afar yet. */
  static final UpdateStatus NONE = new UpdateStatus(null, null);

  /**
   * An update in force.
   *
   * @param headSha256 of the head's bytes: the ETag of the head by which a server knows it
   * @param bundleSha256 of the bundle that is enforced
   * @param candidate whether that is the candidate
   * @param shadowSha256 of the candidate that only decides beside it, or null
   * @param since when it came into force here
   * @param notKept why it is not on disk, or null
   */
  public record InForce(
      Origin origin,
      long serial,
      int keys,
      String headSha256,
      String bundleSha256,
      boolean candidate,
      @Nullable String shadowSha256,
      Instant issued,
      Instant expires,
      Instant since,
      @Nullable String notKept) {
    /** Whether nobody confirmed it in time. It stays in force all the same. */
    public boolean stale(Instant now) {
      return !now.isBefore(expires);
    }
  }

  /**
   * An update that was refused.
   *
   * @param at when it was offered
   */
  public record Refused(UpdateResult.Rejected why, Instant at) {}

  UpdateStatus after(UpdateResult.Rejected rejected, Instant at) {
    return new UpdateStatus(inForce, new Refused(rejected, at));
  }
}
