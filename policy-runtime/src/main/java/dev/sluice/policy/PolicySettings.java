package dev.sluice.policy;

import dev.sluice.mask.Hash;
import java.security.SecureRandom;

/**
 * What the machine, rather than the policy, decides. Immutable.
 *
 * @param hash the {@code hash} mask with its secret key; services that are to show the same hash
 *     for the same value share the key
 * @param observe whether every policy is only recorded, whatever its mode
 * @param learned the tags that columns get at run time, whichever policy is in force
 * @param tallies how often callers did what limits count, whichever policy is in force
 * @param conversations what AI callers have read, whichever policy is in force
 */
public record PolicySettings(
    Hash hash, boolean observe, LearnedTags learned, Tallies tallies, Conversations conversations) {
  private static final int KEY_BYTES = 32;

  /** Begins without counts. */
  public PolicySettings(Hash hash, boolean observe, LearnedTags learned) {
    this(hash, observe, learned, new Tallies());
  }

  /** Begins without conversations. */
  public PolicySettings(Hash hash, boolean observe, LearnedTags learned, Tallies tallies) {
    this(hash, observe, learned, tallies, new Conversations());
  }

  /**
   * Enforces what says so, and hashes with a random key of this process: equal values have equal
   * hashes until it ends. Nothing is learned yet.
   */
  public static PolicySettings standard() {
    return new PolicySettings(RandomlyKeyed.HASH, false, new LearnedTags());
  }

  /** The same with everything only recorded. */
  public PolicySettings observing() {
    return new PolicySettings(hash, true, learned, tallies, conversations);
  }

  private static final class RandomlyKeyed {
    static final Hash HASH = new Hash(randomKey());

    private static byte[] randomKey() {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      return key;
    }
  }
}
