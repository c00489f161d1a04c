package dev.sluice.note;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A public key with its name, as people hand it on: {@code name+id+base64}. Two are equal if all
 * three parts are. Immutable and thread-safe.
 */
public final class VerifierKey {
  private final String name;
  private final int id;
  private final NoteAlgorithm algorithm;
  private final byte[] encoded;
  private final PublicKey key;
  private final Jca jca;

  private VerifierKey(
      String name, int id, NoteAlgorithm algorithm, byte[] encoded, PublicKey key, Jca jca) {
    this.name = name;
    this.id = id;
    this.algorithm = algorithm;
    this.encoded = encoded;
    this.key = key;
    this.jca = jca;
  }

  /**
   * Reads a key in the form {@code name+id+base64}.
   *
   * @throws NoteException if it is not a whole and right one
   */
  public static VerifierKey parse(String text, Jca jca) throws NoteException {
    String[] parts = text.split("\\+", 3);
    if (parts.length < 3 || !KeyName.isValid(parts[0])) {
      throw new NoteException("a public key has the form name+id+base64, this one has not");
    }
    byte[] bytes = StrictBase64.decode(parts[2]);
    NoteAlgorithm algorithm =
        bytes == null || bytes.length < 2 ? null : NoteAlgorithm.ofType(bytes[0]);
    if (bytes == null || algorithm == null) {
      throw new NoteException(
          "the key " + parts[0] + " is damaged, or neither Ed25519 nor ECDSA P-256");
    }
    byte[] encoded = Arrays.copyOfRange(bytes, 1, bytes.length);
    VerifierKey key = of(parts[0], algorithm, encoded, jca);
    if (!key.idText().equals(parts[1])) {
      throw new NoteException(
          "the key " + parts[0] + " is damaged: its id should be " + key.idText());
    }
    return key;
  }

  static VerifierKey of(String name, NoteAlgorithm algorithm, byte[] encoded, Jca jca)
      throws NoteException {
    if (!KeyName.isValid(name)) {
      throw new NoteException("a key's name has no spaces and no +, and is not empty");
    }
    try {
      PublicKey key = algorithm.publicKey(encoded, jca);
      return new VerifierKey(
          name, algorithm.keyId(name, encoded, jca), algorithm, encoded.clone(), key, jca);
    } catch (GeneralSecurityException e) {
      throw new NoteException("the key " + name + " cannot be used: " + e.getMessage(), e);
    }
  }

  public String name() {
    return name;
  }

  public NoteAlgorithm algorithm() {
    return algorithm;
  }

  /** The id as people see it, eight hexadecimal digits. */
  public String idText() {
    return HexFormat.of().toHexDigits(id);
  }

  /** Whether both are the same public key, whatever their names. */
  public boolean sameKey(VerifierKey other) {
    return algorithm == other.algorithm && Arrays.equals(encoded, other.encoded);
  }

  /** Whether signatures cannot tell the two keys apart. */
  public boolean sameNameAndId(VerifierKey other) {
    return made(other.name, other.id);
  }

  boolean made(String signer, int keyId) {
    return id == keyId && name.equals(signer);
  }

  int id() {
    return id;
  }

  /** Whether this key signed the text. */
  boolean verifies(byte[] text, byte[] signature) {
    try {
      Signature verifier = jca.signature(algorithm.signatures());
      verifier.initVerify(key);
      verifier.update(text);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof VerifierKey that && name.equals(that.name) && sameKey(that);
  }

  @Override
  public int hashCode() {
    return id;
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    byte[] typed = NoteAlgorithm.concat(new byte[] {algorithm.type()}, encoded);
    return name + "+" + idText() + "+" + StrictBase64.encode(typed);
  }
}
