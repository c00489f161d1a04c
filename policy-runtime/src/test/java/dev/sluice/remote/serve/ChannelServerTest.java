package dev.sluice.remote.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.remote.http.AgentReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChannelServerTest {
  private static final String BLOB = "blobs/sha256/" + "ab".repeat(32);

  @TempDir private Path directory;
  private final Map<String, AgentReport> fleet = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private PublishedFolder folder;
  private ChannelServer server;

  @BeforeEach
  void start() throws IOException {
    folder = new PublishedFolder(Files.createDirectory(directory.resolve("www"))).head("one");
    server =
        ChannelServer.start(
            folder.root(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (report, from) -> fleet.put(report.instance(), report));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void servesWhatIsPublished() throws Exception {
    folder.put(BLOB, "a bundle").put("prod/keys/1", "a key set");

    HttpResponse<String> head = get("/prod/head");
    assertThat(head.body()).isEqualTo("one");
    assertThat(head.headers().firstValue("Cache-Control")).contains("no-cache");
    // of `printf one | sha256sum`
    assertThat(etag(head))
        .isEqualTo("\"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed\"");
    assertThat(get("/" + BLOB).body()).isEqualTo("a bundle");
    assertThat(get("/prod/keys/1").body()).isEqualTo("a key set");
    assertThat(get("/" + BLOB).headers().firstValue("Cache-Control").orElseThrow())
        .contains("immutable");
    assertThat(get("/prod/head", "If-None-Match", etag(head)).statusCode()).isEqualTo(304);
    assertThat(send(request("/" + BLOB).method("HEAD", HttpRequest.BodyPublishers.noBody())).body())
        .isEmpty();
    assertThat(send(request("/prod/head").DELETE()).statusCode()).isEqualTo(405);
  }

  @Test
  void answersHeldRequestsTheMomentTheHeadChanges() throws Exception {
    String etag = etag(get("/prod/head"));
    List<CompletableFuture<HttpResponse<String>>> held = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      held.add(hold(etag, 30));
    }
    Awaitility.await().until(() -> server.waiting() == 50);

    folder.head("two");
    long begin = System.nanoTime();
    for (CompletableFuture<HttpResponse<String>> each : held) {
      HttpResponse<String> answer = each.get(10, TimeUnit.SECONDS);
      assertThat(answer.body()).isEqualTo("two");
      assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(server.waiting()).isZero();
  }

  @Test
  void letsRequestsGoWhenTheirTimeIsOver() throws Exception {
    HttpResponse<String> answer = hold(etag(get("/prod/head")), 1).get(10, TimeUnit.SECONDS);

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(hold("\"of another head\"", 30).get(10, TimeUnit.SECONDS).body()).isEqualTo("one");
  }

  @Test
  void aHeadThatIsTakenAwayIsMissedAtOnce() throws Exception {
    CompletableFuture<HttpResponse<String>> held = hold(etag(get("/prod/head")), 30);
    Awaitility.await().until(() -> server.waiting() == 1);

    Files.delete(folder.root().resolve("prod/head"));
    assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/prod",
        "/prod/",
        "/prod/secret",
        "/../secret",
        "/%2e%2e/secret",
        "/prod/../../secret",
        "/prod/keys/../../../secret",
        "/prod/keys/..%2f..%2f..%2fsecret",
        "/blobs/sha256/../../../secret",
        "/blobs/sha256/",
        "/linked/head",
        "//etc/passwd",
        "/prod/head/",
        "/prod/head%00",
        "/.hidden/head"
      })
  void nothingElseIsServed(String path) throws Exception {
    Files.writeString(directory.resolve("secret"), "secret");
    folder.put("prod/secret", "secret").put(".hidden/head", "secret");
    Files.createDirectory(folder.root().resolve("linked"));
    Files.createSymbolicLink(folder.root().resolve("linked/head"), directory.resolve("secret"));

    assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ")
        .doesNotContain("secret");
  }

  @Test
  void knowsItsFleet() throws Exception {
    get(
        "/prod/head",
        AgentReport.HEADER,
        new AgentReport("0.1.0", "desk@h:1", 7, AgentReport.FAILED, "bad \"blob\"").header());
    get("/prod/head", AgentReport.HEADER, "???; instance=x");

    assertThat(fleet)
        .containsOnly(
            Map.entry(
                "desk@h:1", new AgentReport("0.1.0", "desk@h:1", 7, "failed", "bad \"blob\"")));
  }

  private CompletableFuture<HttpResponse<String>> hold(String etag, int seconds) {
    return client.sendAsync(
        request("/prod/head")
            .header("If-None-Match", etag)
            .header("Prefer", "respond-async, wait=" + seconds)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .version(HttpClient.Version.HTTP_1_1);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private int port() {
    return server.address().getPort();
  }

  private static String etag(HttpResponse<?> response) {
    return response.headers().firstValue("ETag").orElseThrow();
  }
}
