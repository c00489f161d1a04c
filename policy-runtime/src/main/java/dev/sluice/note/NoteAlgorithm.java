package dev.sluice.note;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * How a note is signed: the signature types of the specification that are taken here.
 *
 * @see <a href="https://c2sp.org/signed-note#signature-types">signature types</a>
 */
public enum NoteAlgorithm {
  /** Ed25519 (RFC 8032) over the text; the public key is its 32 bytes. */
  ED25519((byte) 1, "Ed25519", "Ed25519"),
  /** ECDSA on P-256 with SHA-256, signatures in ASN.1 DER; the public key is its SPKI in DER. */
  ECDSA_P256((byte) 2, "EC", "SHA256withECDSA");

  private static final int ED25519_KEY_BYTES = 32;

  /** What stands before the 32 bytes in the SPKI of an Ed25519 key (RFC 8410). */
  private static final byte[] ED25519_SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final String P256 = "secp256r1";

  /** The order of the curve P-256, by which it is told from other curves. */
  private static final String P256_ORDER =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

  private final byte type;
  private final String keys;
  private final String signatures;

  NoteAlgorithm(byte type, String keys, String signatures) {
    this.type = type;
    this.keys = keys;
    this.signatures = signatures;
  }

  /** The byte by which keys name their algorithm. */
  byte type() {
    return type;
  }

  /** The name of its keys in JCA. */
  String keys() {
    return keys;
  }

  /** The name of its signatures in JCA. */
  String signatures() {
    return signatures;
  }

  static @Nullable NoteAlgorithm ofType(byte type) {
    for (NoteAlgorithm algorithm : values()) {
      if (algorithm.type == type) {
        return algorithm;
      }
    }
    return null;
  }

  /**
   * Makes a public key of its encoding.
   *
   * @throws GeneralSecurityException if it is none, or has another encoding too
   */
  PublicKey publicKey(byte[] encoded, Jca jca) throws GeneralSecurityException {
    byte[] spki = this == ED25519 ? concat(ED25519_SPKI, encoded) : encoded;
    if (this == ED25519 && encoded.length != ED25519_KEY_BYTES) {
      throw new GeneralSecurityException("an Ed25519 key has 32 bytes, not " + encoded.length);
    }
    PublicKey key = jca.keyFactory(keys).generatePublic(new X509EncodedKeySpec(spki));
    if (key instanceof ECPublicKey onCurve
        && !onCurve.getParams().getOrder().toString(16).equals(P256_ORDER)) {
      throw new GeneralSecurityException("the key is on another curve than P-256");
    }
    if (!Arrays.equals(key.getEncoded(), spki)) {
      throw new GeneralSecurityException("the key is not in its one encoding");
    }
    return key;
  }

  /** A public key as verifier keys hold it. */
  byte[] encode(PublicKey key) {
    byte[] spki = key.getEncoded();
    return this == ED25519 ? Arrays.copyOfRange(spki, ED25519_SPKI.length, spki.length) : spki;
  }

  /** The first four bytes of a hash by which signatures name their key. */
  int keyId(String name, byte[] encoded, Jca jca) {
    byte[] named =
        this == ED25519
            ? concat((name + "\n").getBytes(StandardCharsets.UTF_8), new byte[] {type}, encoded)
            : encoded;
    byte[] hash = jca.sha256(named);
    return (hash[0] & 0xff) << 24
        | (hash[1] & 0xff) << 16
        | (hash[2] & 0xff) << 8
        | (hash[3] & 0xff);
  }

  KeyPair generate(Jca jca) throws GeneralSecurityException {
    KeyPairGenerator generator = jca.generator(keys);
    if (this == ECDSA_P256) {
      generator.initialize(new ECGenParameterSpec(P256));
    }
    return generator.generateKeyPair();
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
