package dev.sluice.note;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A private key with its name. It is kept as a text of two parts: the public key on a line of its
 * own, for people, and the private key in PEM, as OpenSSL reads and writes it: {@code ENCRYPTED
 * PRIVATE KEY} (PKCS#8, PBES2 with PBKDF2, HMAC-SHA-256 and AES-256) or {@code PRIVATE KEY}.
 *
 * <pre>
 * public key: acme.example/alice+0a1b2c3d+AQ...
 * -----BEGIN ENCRYPTED PRIVATE KEY-----
 * ...
 * -----END ENCRYPTED PRIVATE KEY-----
 * </pre>
 *
 * <p>Immutable and thread-safe; {@link #toString} tells nothing secret.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5958">PKCS#8</a>
 */
public final class SigningKey {
  private static final String PUBLIC = "public key: ";
  private static final String PLAIN_LABEL = "PRIVATE KEY";
  private static final String ENCRYPTED_LABEL = "ENCRYPTED PRIVATE KEY";
  private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";

  /** As OWASP's cheat sheet on storing passwords asks of PBKDF2 with HMAC-SHA-256. */
  private static final int ITERATIONS = 600_000;

  /** More would be a way to keep a tool busy for hours. */
  private static final int MOST_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int IV_BYTES = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final VerifierKey verifier;
  private final PrivateKey key;
  private final Jca jca;

  private SigningKey(VerifierKey verifier, PrivateKey key, Jca jca) throws NoteException {
    this.verifier = verifier;
    this.key = key;
    this.jca = jca;
    byte[] probe = "probe\n".getBytes(StandardCharsets.UTF_8);
    if (!verifier.verifies(probe, sign(probe))) {
      throw new NoteException("the private key is not that of " + verifier.name());
    }
  }

  /**
   * Makes a new key.
   *
   * @param name best a URL without its scheme, such as {@code acme.example/alice}
   * @throws NoteException if the name is not valid, or the provider knows no such keys
   */
  public static SigningKey generate(String name, NoteAlgorithm algorithm, Jca jca)
      throws NoteException {
    try {
      KeyPair pair = algorithm.generate(jca);
      byte[] encoded = algorithm.encode(pair.getPublic());
      return new SigningKey(VerifierKey.of(name, algorithm, encoded, jca), pair.getPrivate(), jca);
    } catch (GeneralSecurityException e) {
      throw new NoteException("no key of " + algorithm + " can be made: " + e.getMessage(), e);
    }
  }

  /** Asks for the pass phrase of a key, when there is need of one. */
  public interface PassPhrase {
    /**
     * The pass phrase; the reader of the key clears it.
     *
     * @throws NoteException if there is none to be had
     */
    char[] read() throws NoteException;
  }

  /**
   * Reads a key.
   *
   * @throws NoteException if it is none, or the pass phrase is wrong
   */
  public static SigningKey parse(String text, PassPhrase passPhrase, Jca jca) throws NoteException {
    try {
      VerifierKey verifier = VerifierKey.parse(line(text, PUBLIC), jca);
      byte[] plain = pem(text, PLAIN_LABEL);
      byte[] encrypted = pem(text, ENCRYPTED_LABEL);
      PKCS8EncodedKeySpec spec;
      if (plain != null) {
        spec = new PKCS8EncodedKeySpec(plain);
      } else if (encrypted != null) {
        spec = decrypt(encrypted, passPhrase);
      } else {
        throw new NoteException("there is no private key in PEM");
      }
      PrivateKey key = jca.keyFactory(verifier.algorithm().keys()).generatePrivate(spec);
      return new SigningKey(verifier, key, jca);
    } catch (GeneralSecurityException | IOException e) {
      throw new NoteException("the private key cannot be read: " + e.getMessage(), e);
    }
  }

  private static String line(String text, String start) throws NoteException {
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(start)) {
        return line.substring(start.length()).strip();
      }
    }
    throw new NoteException("there is no line `" + start.strip() + " name+id+base64`");
  }

  private static byte @Nullable [] pem(String text, String label) throws NoteException {
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0) {
      return null;
    }
    if (to < from) {
      throw new NoteException("the private key is cut off");
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new NoteException("the private key is damaged", e);
    }
  }

  private static PKCS8EncodedKeySpec decrypt(byte[] encrypted, PassPhrase passPhrase)
      throws NoteException, GeneralSecurityException, IOException {
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
    AlgorithmParameters parameters = info.getAlgParameters();
    PBEParameterSpec bounds =
        parameters == null ? null : parameters.getParameterSpec(PBEParameterSpec.class);
    if (bounds == null || bounds.getIterationCount() > MOST_ITERATIONS) {
      throw new NoteException("the private key is encrypted in another way than PBES2");
    }
    char[] secret = passPhrase.read();
    try {
      // the object prints as the scheme's name, by which JCA knows ciphers too
      String scheme = parameters.toString();
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(Cipher.DECRYPT_MODE, secretKey(scheme, secret), parameters);
      return info.getKeySpec(cipher);
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      throw new NoteException("the pass phrase is wrong, or the key is damaged", e);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }

  private static SecretKey secretKey(String scheme, char[] secret) throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(secret);
    try {
      return SecretKeyFactory.getInstance(scheme).generateSecret(spec);
    } finally {
      spec.clearPassword();
    }
  }

  /**
   * The key as a text that the pass phrase opens.
   *
   * @throws NoteException if this JVM cannot encrypt it
   */
  public String encrypted(char[] passPhrase) throws NoteException {
    try {
      byte[] salt = new byte[SALT_BYTES];
      byte[] iv = new byte[IV_BYTES];
      RANDOM.nextBytes(salt);
      RANDOM.nextBytes(iv);
      Cipher cipher = Cipher.getInstance(SCHEME);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          secretKey(SCHEME, passPhrase),
          new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv)));
      byte[] encrypted = cipher.doFinal(key.getEncoded());
      byte[] info = new EncryptedPrivateKeyInfo(pbes2(cipher), encrypted).getEncoded();
      return text(ENCRYPTED_LABEL, info);
    } catch (GeneralSecurityException | IOException e) {
      throw new NoteException("the key cannot be encrypted: " + e.getMessage(), e);
    }
  }

  /**
   * The parameters under the name by which PKCS#8 knows them: JDK 17 does not find that of the
   * cipher's own.
   *
   * @see <a href="https://bugs.openjdk.org/browse/JDK-8202837">JDK-8202837</a>
   */
  private static AlgorithmParameters pbes2(Cipher cipher)
      throws GeneralSecurityException, IOException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    return parameters;
  }

  /** The key as a text that whoever reads it can use: for an environment variable of a build. */
  public String unencrypted() {
    return text(PLAIN_LABEL, key.getEncoded());
  }

  private String text(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return PUBLIC
        + verifier
        + "\n-----BEGIN "
        + label
        + "-----\n"
        + body
        + "\n-----END "
        + label
        + "-----\n";
  }

  /** The public half. */
  public VerifierKey verifier() {
    return verifier;
  }

  byte[] sign(byte[] text) throws NoteException {
    try {
      Signature signer = jca.signature(verifier.algorithm().signatures());
      signer.initSign(key);
      signer.update(text);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new NoteException("signing failed: " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "the private key of " + verifier.name() + "+" + verifier.idText();
  }
}
