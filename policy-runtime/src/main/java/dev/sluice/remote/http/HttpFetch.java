package dev.sluice.remote.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One GET at a time, bounded in size and in time as a whole. Uses the JVM's proxies, and of the
 * service's own defaults nothing that can be left out: no authenticator, no cache, no verifier of
 * host names. For one thread.
 */
final class HttpFetch {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final int MOST_REDIRECTS = 3;
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final long MOST_RETRY_AFTER_SECONDS = 300;

  /** Asked for a password, it has none; the service's own is never asked. */
  private static final Authenticator NOBODY = new Authenticator() {};

  private final ServerAccess access;
  private @Nullable SSLSocketFactory sockets;

  HttpFetch(ServerAccess access) {
    this.access = access;
  }

  /**
   * What the server said.
   *
   * @param body null if it is as the {@code If-None-Match} says
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answer(byte @Nullable [] body, @Nullable String etag) {}

  /** The server answered, but with an error. */
  static final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long retryAfterSeconds;

    StatusException(String message, long retryAfterSeconds) {
      super(message);
      this.retryAfterSeconds = retryAfterSeconds;
    }

    /** How long the server asks us to stay away, at most five minutes; 0 if it does not say. */
    long retryAfterSeconds() {
      return retryAfterSeconds;
    }
  }

  /**
   * Gets a document.
   *
   * @param most bytes that it may have
   * @param silence for which the server may send nothing
   * @param total time for all of it
   * @throws IOException if there is no such document, or it is too large, or takes too long
   */
  Answer get(URL url, Map<String, String> headers, int most, Duration silence, Duration total)
      throws IOException {
    long deadline = System.nanoTime() + total.toNanos();
    URL next = url;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpURLConnection connection = open(next, headers, silence);
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      Watchdog watchdog = Watchdog.watch(connection, left);
      boolean whole = false;
      try {
        int status = connection.getResponseCode();
        if (status == NOT_MODIFIED) {
          whole = true;
          return new Answer(null, connection.getHeaderField("ETag"));
        }
        if (status == OK) {
          byte[] body = body(connection, most, deadline);
          whole = true;
          return new Answer(body, connection.getHeaderField("ETag"));
        }
        next = redirect(connection, status, next);
      } catch (IOException e) {
        throw watchdog.release() ? tooLong(total) : e;
      } catch (RuntimeException e) {
        // what the JDK's client throws where it should not, as when it is cut off while it reads
        throw watchdog.release() ? tooLong(total) : new IOException("not understood: " + e, e);
      } finally {
        watchdog.release();
        if (!whole) {
          connection.disconnect();
        }
      }
    }
    throw new IOException("the server redirects more than " + MOST_REDIRECTS + " times");
  }

  private static IOException tooLong(Duration total) {
    return new IOException("it took longer than " + total.toSeconds() + " s");
  }

  private HttpURLConnection open(URL url, Map<String, String> headers, Duration silence)
      throws IOException {
    if (!(url.openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("this JVM has no usual client for " + url.getProtocol());
    }
    if (connection instanceof HttpsURLConnection secure) {
      if (sockets == null) {
        sockets = access.sockets();
      }
      secure.setSSLSocketFactory(sockets);
      // asked only where the certificate is not for the host: the service's own might not mind
      secure.setHostnameVerifier((host, session) -> false);
    }
    connection.setAuthenticator(NOBODY);
    connection.setUseCaches(false);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout((int) silence.toMillis());
    headers.forEach(connection::setRequestProperty);
    String token = access.token();
    if (token != null) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    return connection;
  }

  /** Where to go instead: on the same server, for the token is meant for that one only. */
  private static URL redirect(HttpURLConnection connection, int status, URL from)
      throws IOException {
    if (status < 301 || status > 308 || status == 306) {
      throw new StatusException("HTTP status " + status, retryAfter(connection));
    }
    String location = connection.getHeaderField("Location");
    if (location == null) {
      throw new IOException("HTTP status " + status + " without a Location");
    }
    URL to = new URL(from, location);
    if (!ChannelAddress.sameServer(from, to)) {
      throw new IOException("redirected to another server, " + to.getHost() + ": not followed");
    }
    return to;
  }

  private static long retryAfter(HttpURLConnection connection) {
    long seconds = connection.getHeaderFieldLong("Retry-After", 0);
    return Math.max(0, Math.min(MOST_RETRY_AFTER_SECONDS, seconds));
  }

  private static byte[] body(HttpURLConnection connection, int most, long deadline)
      throws IOException {
    String encoding = connection.getContentEncoding();
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new IOException("it is encoded as " + encoding + ", which was not asked for");
    }
    if (connection.getContentLengthLong() > most) {
      throw new IOException(tooLarge(most));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8 << 10];
    try (InputStream in = connection.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        body.write(buffer, 0, read);
        if (body.size() > most) {
          connection.disconnect(); // before the close, which else reads on
          throw new IOException(tooLarge(most));
        }
        if (System.nanoTime() > deadline) {
          connection.disconnect();
          throw new IOException("it comes too slowly");
        }
      }
    }
    long announced = connection.getContentLengthLong();
    if (announced >= 0 && announced != body.size()) {
      throw new IOException("it ends after " + body.size() + " of " + announced + " bytes");
    }
    return body.toByteArray();
  }

  private static String tooLarge(int most) {
    return "it is larger than " + most + " bytes";
  }
}
