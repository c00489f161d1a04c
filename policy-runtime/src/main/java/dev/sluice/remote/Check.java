package dev.sluice.remote;

import java.util.Locale;

/** What an update must pass, in this order. */
public enum Check {
  /** It is not larger than it may be. */
  SIZE,
  /** It is a signed note. */
  NOTE,
  /** It is one JSON object with the keys that it should have. */
  DOCUMENT,
  /** Its key set is linked to the trusted root, and is not older than one that was seen. */
  KEYS,
  /** Enough different trusted keys signed it. */
  SIGNATURES,
  /** It is what it is taken for. */
  TYPE,
  /** This agent is new enough for it. */
  AGENT,
  /** It is for this channel. */
  CHANNEL,
  /** It was not made in the future. */
  ISSUED,
  /** Its serial is not lower than one that was in force, nor far above it, nor used twice. */
  SERIAL,
  /** What it names can be fetched. */
  FETCH,
  /** The bundle is as large as the head says. */
  BLOB_SIZE,
  /** The bundle is the one that the head names. */
  BLOB_HASH,
  /** The bundle is a policy without an error. */
  COMPILE,
  /** The tests inside the bundle pass. */
  TESTS,
  /** It was put in force. */
  SWAP;

  /** The name in reports: lower case, such as {@code blob_hash}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
