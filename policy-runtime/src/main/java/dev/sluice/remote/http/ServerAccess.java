package dev.sluice.remote.http;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How the server is known and how it knows us. Built from the machine's settings alone: what the
 * service made its default (socket factories, contexts, authenticators) has no part in it.
 * Immutable.
 */
public final class ServerAccess {
  private static final int LONGEST_TOKEN = 16 << 10;

  private final @Nullable SSLSocketFactory sockets;
  private final @Nullable String token;
  private final @Nullable File tokenFile;

  private ServerAccess(
      @Nullable SSLSocketFactory sockets, @Nullable String token, @Nullable File tokenFile) {
    this.sockets = sockets;
    this.token = token;
    this.tokenFile = tokenFile;
  }

  /** Trusts whom the JVM trusts, and tells nobody who it is. */
  public static ServerAccess open() {
    return new ServerAccess(null, null, null);
  }

  /**
   * Prepares what is given.
   *
   * @param authorities a file of certificates in PEM: whoever they vouch for is trusted, and nobody
   *     else; null to trust whom the JVM trusts
   * @param keyStore a PKCS #12 file with a client certificate and its key; null for none
   * @param keyStorePassword of that file
   * @param token a bearer token; null for none
   * @param tokenFile a file with a bearer token, read again for each request, as tokens change;
   *     null for none
   * @throws IOException if a file cannot be read, or does not hold what it should; the message does
   *     not show what it holds
   */
  public static ServerAccess of(
      @Nullable File authorities,
      @Nullable File keyStore,
      char[] keyStorePassword,
      @Nullable String token,
      @Nullable File tokenFile)
      throws IOException {
    SSLSocketFactory sockets =
        authorities == null && keyStore == null
            ? null
            : sockets(authorities, keyStore, keyStorePassword);
    return new ServerAccess(sockets, token == null ? null : checked(token, "the token"), tokenFile);
  }

  private static SSLSocketFactory sockets(
      @Nullable File authorities, @Nullable File keyStore, char[] password) throws IOException {
    try {
      return sockets(
          authorities == null ? null : trusted(authorities),
          keyStore == null ? null : keys(keyStore, password));
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** Trusts those authorities; null: whom the JVM trusts. */
  private static SSLSocketFactory sockets(
      @Nullable KeyStore authorities, KeyManager @Nullable [] keys)
      throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static KeyStore trusted(File file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = new FileInputStream(file)) {
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      if (number == 0) {
        throw new IOException(file + " holds no certificate in PEM");
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " holds no certificates in PEM: " + e.getMessage(), e);
    }
    return store;
  }

  private static KeyManager[] keys(File file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file)) {
      store.load(in, password);
    } catch (FileNotFoundException missing) {
      throw missing; // it names the file
    } catch (IOException e) {
      throw new IOException(file + " holds no keys in PKCS #12, or not with this password", e);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    return keys.getKeyManagers();
  }

  /** What opens connections over TLS. */
  SSLSocketFactory sockets() throws IOException {
    if (sockets != null) {
      return sockets;
    }
    try {
      return sockets(null, (KeyManager[]) null);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** Whether requests carry a token. */
  public boolean hasToken() {
    return token != null || tokenFile != null;
  }

  /** The bearer token of this moment; null for none. */
  @Nullable String token() throws IOException {
    if (tokenFile == null) {
      return token;
    }
    try (InputStream in = new FileInputStream(tokenFile)) {
      byte[] bytes = in.readNBytes(LONGEST_TOKEN);
      return checked(new String(bytes, StandardCharsets.ISO_8859_1), "the token in " + tokenFile);
    }
  }

  /** A header holds printable ASCII only; what would be refused would be shown in the message. */
  private static String checked(String token, String what) throws IOException {
    String trimmed = token.strip();
    if (trimmed.isEmpty() || !trimmed.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IOException(what + " is empty, or holds a character that no token has");
    }
    return trimmed;
  }
}
