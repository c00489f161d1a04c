package dev.sluice.remote.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server may do to us, and what it may not. */
@Timeout(30)
class HttpFetchTest {
  private static final int MOST = 8 << 20;
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String EMPTY = "Content-Length: 0\r\n\r\n";

  @TempDir private Path directory;

  @Test
  void getsADocumentWithItsTag() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) -> out.say(OK + "ETag: \"7\"\r\nContent-Length: 5\r\n\r\nhello"))) {
      HttpFetch.Answer answer = get(server);

      assertThat(text(answer)).isEqualTo("hello");
      assertThat(answer.etag()).isEqualTo("\"7\"");
      assertThat(server.requests().get(0)).startsWith("GET /prod/head HTTP/1.1\n");
    }
  }

  @Test
  void unchangedIsNoDocument() throws IOException {
    try (RawServer server =
        RawServer.start((request, out) -> out.say("HTTP/1.1 304 Not Modified\r\n\r\n"))) {
      assertThat(get(server).body()).isNull();
    }
  }

  @Test
  void aBodyThatIsAnnouncedTooLargeIsNotRead() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              out.say(OK + "Content-Length: 8589934592\r\n\r\n" + "the beginning");
              throw new IOException("gone");
            })) {
      assertThatThrownBy(() -> get(server)).hasMessage("it is larger than 8388608 bytes");
    }
  }

  @Test
  void aBodyThatNobodyAnnouncedIsCut() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              out.say(OK + "Connection: close\r\n\r\n");
              endless(out);
            })) {
      assertThatThrownBy(() -> get(server)).hasMessage("it is larger than 8388608 bytes");
      assertThat(server.sent()).isLessThan(32 << 20);
    }
  }

  @Test
  void aBodyInEndlessChunksIsCut() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              out.say(OK + "Transfer-Encoding: chunked\r\n\r\n");
              String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
              while (true) {
                out.say(chunk);
              }
            })) {
      assertThatThrownBy(() -> get(server)).hasMessage("it is larger than 8388608 bytes");
      assertThat(server.sent()).isLessThan(32 << 20);
    }
  }

  @Test
  void aBodyOfTheLargestSizeIsTaken() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              out.say(OK + "Content-Length: " + MOST + "\r\n\r\n");
              out.say(new byte[MOST]);
            })) {
      assertThat(get(server).body()).hasSize(MOST);
    }
  }

  @Test
  void aHeadThatTricklesIsCutByTheTotalTime() throws IOException {
    assertCutInTime(
        (request, out) ->
            out.trickle(OK + "X-Long: " + "x".repeat(30) + "\r\nContent-Length: 0\r\n\r\n", 50),
        "it took longer than 1 s");
  }

  @Test
  void aBodyThatTricklesIsCutByTheTotalTime() throws IOException {
    assertCutInTime(
        (request, out) -> {
          out.say(OK + "Content-Length: 80\r\n\r\n");
          out.trickle("x".repeat(80), 50);
        },
        "it ");
  }

  @Test
  void aServerThatSaysNothingIsLeft() throws IOException {
    assertCutInTime(
        (request, out) -> {
          Thread.sleep(3_000);
          out.say(OK + EMPTY);
        },
        "Read timed out");
  }

  /** The server would come to an end, but too late. */
  private static void assertCutInTime(RawServer.Answer answer, String message) throws IOException {
    try (RawServer server = RawServer.start(answer)) {
      assertThatThrownBy(
              () ->
                  new HttpFetch(ServerAccess.open())
                      .get(
                          new URL(server.url()),
                          Map.of(),
                          MOST,
                          Duration.ofMillis(400),
                          Duration.ofSeconds(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(message);
    }
  }

  @Test
  void aTruncatedBodyIsNoDocument() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              out.say(OK + "Content-Length: 500\r\nConnection: close\r\n\r\nhalf");
              throw new IOException("gone");
            })) {
      assertThatThrownBy(() -> get(server)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsEncodedIsRefused() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                out.say(OK + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"))) {
      assertThatThrownBy(() -> get(server))
          .hasMessage("it is encoded as gzip, which was not asked for");
    }
  }

  @Test
  void anotherServerIsNotFollowedTo() throws IOException {
    try (RawServer other = RawServer.start((request, out) -> out.say(OK + "\r\n"));
        RawServer server =
            RawServer.start(
                (request, out) ->
                    out.say(
                        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
                            + other.url()
                            + "/prod/head\r\n\r\n"))) {
      assertThatThrownBy(() -> get(server))
          .hasMessage("redirected to another server, 127.0.0.1: not followed");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void theSameServerIsFollowedAFewTimes() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                out.say(
                    request.startsWith("GET /prod/head ")
                        ? "HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: ../there\r\n\r\n"
                        : request.startsWith("GET /there ")
                            ? OK + "Content-Length: 1\r\n\r\nx"
                            : "HTTP/1.1 302 Round\r\nContent-Length: 0\r\nLocation: /round\r\n\r\n"))) {
      assertThat(text(get(server))).isEqualTo("x");
      assertThatThrownBy(() -> fetch(ServerAccess.open(), new URL(server.url() + "/round")))
          .hasMessage("the server redirects more than 3 times");
      assertThat(server.requests()).hasSize(2 + 4);
    }
  }

  @Test
  void anErrorTellsHowLongToStayAway() throws IOException {
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                out.say("HTTP/1.1 503 No\r\nRetry-After: 9000\r\nContent-Length: 0\r\n\r\n"))) {
      assertThatThrownBy(() -> get(server))
          .hasMessage("HTTP status 503")
          .isInstanceOfSatisfying(
              HttpFetch.StatusException.class,
              e -> assertThat(e.retryAfterSeconds()).isEqualTo(300));
    }
  }

  @Test
  void noPasswordOfTheServiceIsGivenAway() throws IOException {
    AtomicBoolean asked = new AtomicBoolean();
    Authenticator.setDefault(
        new Authenticator() {
          @Override
          protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            asked.set(true);
            return new PasswordAuthentication("service", "secret".toCharArray());
          }
        });
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                out.say("HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\n" + EMPTY))) {
      assertThatThrownBy(() -> get(server)).hasMessage("HTTP status 401");
      assertThat(asked).isFalse();
      assertThat(server.requests()).hasSize(1);
    } finally {
      Authenticator.setDefault(null);
    }
  }

  @Test
  void theTokenIsReadAnewForEachRequest() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), "first\n");
    ServerAccess access = ServerAccess.of(null, null, new char[0], null, file.toFile());
    try (RawServer server =
        RawServer.start((request, out) -> out.say(OK + "Content-Length: 1\r\n\r\nx"))) {
      URL url = new URL(server.url());
      fetch(access, url);
      Files.writeString(file, "second");
      fetch(access, url);
      assertThat(server.requests().get(0)).contains("Authorization: Bearer first\n");
      assertThat(server.requests().get(1)).contains("Authorization: Bearer second\n");

      Files.writeString(file, "top\nsecret");
      assertThatThrownBy(() -> fetch(access, url))
          .hasMessageContaining(file + " is empty, or holds a character that no token has")
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void theProxyOfTheJvmIsAsked() throws IOException {
    try (RawServer proxy =
        RawServer.start(
            (request, out) ->
                out.say(
                    request.startsWith("CONNECT ")
                        ? "HTTP/1.1 403 Not there\r\nContent-Length: 0\r\n\r\n"
                        : OK + "Content-Length: 5\r\n\r\nhello"))) {
      String port = proxy.url().substring(proxy.url().lastIndexOf(':') + 1);
      for (String protocol : List.of("http", "https")) {
        System.setProperty(protocol + ".proxyHost", "127.0.0.1");
        System.setProperty(protocol + ".proxyPort", port);
      }
      URL open = new URL("http://policies.example/prod/head");
      assertThat(text(fetch(ServerAccess.open(), open))).isEqualTo("hello");
      assertThatThrownBy(
              () -> fetch(ServerAccess.open(), new URL("https://policies.example/prod/head")))
          .isInstanceOf(IOException.class);

      assertThat(proxy.requests().get(0)).startsWith("GET http://policies.example/prod/head ");
      assertThat(proxy.requests().get(1))
          .as("nothing but the host is shown to it")
          .startsWith("CONNECT policies.example:443 ")
          .doesNotContain("/prod/head");
    } finally {
      for (String protocol : List.of("http", "https")) {
        System.clearProperty(protocol + ".proxyHost");
        System.clearProperty(protocol + ".proxyPort");
      }
    }
  }

  private static void endless(RawServer.Out out) throws IOException {
    byte[] some = new byte[1 << 16];
    while (true) {
      out.say(some);
    }
  }

  private static HttpFetch.Answer get(RawServer server) throws IOException {
    return fetch(ServerAccess.open(), new URL(server.url() + "/prod/head"));
  }

  private static HttpFetch.Answer fetch(ServerAccess access, URL url) throws IOException {
    return new HttpFetch(access)
        .get(url, Map.of(), MOST, Duration.ofSeconds(5), Duration.ofSeconds(20));
  }

  private static String text(HttpFetch.Answer answer) {
    byte[] body = answer.body();
    return body == null ? "" : new String(body, StandardCharsets.ISO_8859_1);
  }
}
