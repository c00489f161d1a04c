package dev.sluice.note;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Where cryptography comes from: the providers of this JVM in their order, or one that the operator
 * names, such as one that is certified. Immutable and thread-safe.
 */
public final class Jca {
  private static final String SHA256 = "SHA-256";
  private static final Jca STANDARD = new Jca(null);

  private final @Nullable Provider provider;

  private Jca(@Nullable Provider provider) {
    this.provider = provider;
  }

  /** The providers of this JVM in their order. */
  public static Jca standard() {
    return STANDARD;
  }

  /**
   * One provider alone.
   *
   * @throws NoteException if this JVM has none of this name, or it has no SHA-256
   */
  public static Jca named(String name) throws NoteException {
    Provider provider = Security.getProvider(name);
    if (provider == null) {
      throw new NoteException(
          "this JVM has no security provider `" + name + "`: add it in java.security");
    }
    if (provider.getService("MessageDigest", SHA256) == null) {
      throw new NoteException(
          "the security provider `" + name + "` has no SHA-256: name one that has");
    }
    return new Jca(provider);
  }

  Signature signature(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? Signature.getInstance(algorithm)
        : Signature.getInstance(algorithm, provider);
  }

  KeyFactory keyFactory(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? KeyFactory.getInstance(algorithm)
        : KeyFactory.getInstance(algorithm, provider);
  }

  KeyPairGenerator generator(String algorithm) throws GeneralSecurityException {
    return provider == null
        ? KeyPairGenerator.getInstance(algorithm)
        : KeyPairGenerator.getInstance(algorithm, provider);
  }

  /** The SHA-256 digest of bytes. */
  public byte[] sha256(byte[] bytes) {
    try {
      MessageDigest digest =
          provider == null
              ? MessageDigest.getInstance(SHA256)
              : MessageDigest.getInstance(SHA256, provider);
      return digest.digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the security provider has no SHA-256", e);
    }
  }
}
