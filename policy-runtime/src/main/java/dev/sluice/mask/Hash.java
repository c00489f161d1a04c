package dev.sluice.mask;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a text by its keyed hash, so that equal values stay equal, across columns and tables,
 * but cannot be guessed by hashing candidates without the key. The hash is HMAC-SHA-256 (RFC 2104)
 * of the UTF-8 text and nothing else; its first 32 hexadecimal digits (128 bits) are shown. Values
 * of other types cannot hold a hash: they are masked as {@link Redact} masks them.
 *
 * <p>Two hashes are equal if their keys are.
 */
public final class Hash implements Mask {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHOWN_BYTES = 16;
  private static final int SHORTEST_KEY = 16;

  private final SecretKeySpec key;

  /** Made when it is first needed: loading the cryptography costs a service's start too much. */
  private volatile @Nullable Mac prototype;

  /**
   * Hashes with a key.
   *
   * @param key the secret, at least 16 bytes
   * @throws IllegalArgumentException if the key is shorter
   */
  public Hash(byte[] key) {
    if (key.length < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "The key of the hash mask has " + key.length + " bytes; it needs " + SHORTEST_KEY);
    }
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  @Override
  public String name() {
    return "hash";
  }

  @Override
  public String text(String value) {
    byte[] digest = macOfOurOwn().doFinal(value.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, SHOWN_BYTES);
  }

  /** Which texts were hashed is not remembered: any that has the form of a hash may be one. */
  @Override
  public boolean mayShow(Object value) {
    String text = MaskedForms.textOf(value);
    return MaskedForms.isRedacted(value) || (text != null && MaskedForms.isHash(text));
  }

  /** A Mac is not thread-safe; cloning a keyed one is several times cheaper than keying anew. */
  private Mac macOfOurOwn() {
    Mac keyed = prototype;
    if (keyed == null) {
      keyed = newMac();
      prototype = keyed;
    }
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) { // a provider may not support it
      return newMac();
    }
  }

  private Mac newMac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) { // every Java platform must have HmacSHA256
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && key.equals(hash.key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return "Hash[]";
  }
}
