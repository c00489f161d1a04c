package dev.sluice.remote.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.gate.Failures;
import dev.sluice.remote.serve.ChannelServer;
import dev.sluice.remote.serve.PublishedFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PolicyFetcherTest {
  private static final PolicyFetcher.Pace PACE =
      new PolicyFetcher.Pace(
          Duration.ofSeconds(20),
          Duration.ofMillis(300),
          Duration.ofMillis(200),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofMillis(50));
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n";

  @TempDir private Path directory;
  private final FakeOffers offers = new FakeOffers();
  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private long begun;

  @SuppressWarnings("NullAway.Init") // by fetch()
  private PolicyFetcher fetcher;

  @AfterEach
  void stop() {
    fetcher.close();
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void takesEachHeadAsSoonAsItIsThere() throws Exception {
    PublishedFolder folder = new PublishedFolder(directory).head("one");
    try (ChannelServer server = serve(0)) {
      fetch("http://127.0.0.1:" + server.address().getPort() + "/");
      assertThat(fetcher.awaitFirst(Duration.ofSeconds(10))).isTrue();
      assertThat(offers.inForce).isEqualTo("one");

      for (String head : List.of("two", "three", "four")) {
        Awaitility.await().until(() -> server.waiting() == 1);
        Thread.sleep(PACE.held().toMillis()); // so long that no other server would take
        folder.head(head);
        Awaitility.await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofSeconds(15))
            .until(() -> head.equals(offers.inForce));
      }
      assertThat(offers.heads).containsExactly("one", "two", "three", "four");
      assertThat(fetcher.status().held()).isTrue();
      assertThat(fetcher.status().problem()).isNull();
    }
  }

  @Test
  void whatIsKnownFromDiskIsNotFetchedAgain() throws Exception {
    offers.known = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
    new PublishedFolder(directory).head("one");
    try (ChannelServer server = serve(0)) {
      fetch("http://127.0.0.1:" + server.address().getPort());
      assertThat(fetcher.awaitFirst(Duration.ofSeconds(10))).isTrue();

      Awaitility.await().until(() -> server.waiting() == 1);
      assertThat(fetcher.status().contact()).isNotNull();
      assertThat(offers.heads).isEmpty();
    }
  }

  @Test
  void whereNobodyHoldsRequestsItAsksFromTimeToTime() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                out.say(
                    request.contains("If-None-Match: \"1\"")
                        ? "HTTP/1.1 304 Same\r\n\r\n"
                        : OK + "ETag: \"1\"\r\n\r\none"))) {
      fetch(server.url());
      assertAskedNowAndThen(server);
      assertThat(server.requests().get(2)).contains("Prefer: wait=20\n", "Sluice-Agent: 0.1.0; ");
      assertThat(fetcher.status().held()).isFalse();
      assertThat(offers.heads).containsExactly("one");
    }
  }

  @Test
  void anyServerOfFilesWillDo() throws Exception {
    PublishedFolder folder = new PublishedFolder(directory.toRealPath()).head("one");
    HttpServer server = serverOfFiles(folder.root());
    server.start();
    try {
      fetch("http://127.0.0.1:" + server.getAddress().getPort());
      assertThat(fetcher.awaitFirst(Duration.ofSeconds(10))).isTrue();
      assertThat(offers.inForce).isEqualTo("one");

      folder.head("two");
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> "two".equals(offers.inForce));
      String hash = "ef".repeat(32);
      folder.put("blobs/sha256/" + hash, "a bundle").head("blob " + hash);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> ("blob " + hash).equals(offers.inForce));
      assertThat(fetcher.status().held()).isFalse();
    } finally {
      server.stop(0);
    }
  }

  /** The JDK's own; where it has none, one that knows as little of us. */
  private static HttpServer serverOfFiles(Path root)
      throws ReflectiveOperationException, IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (Runtime.version().feature() < 18) {
      HttpServer server = HttpServer.create(address, 0);
      server.createContext("/", exchange -> sendFile(exchange, root));
      return server;
    }
    Class<?> type = Class.forName("com.sun.net.httpserver.SimpleFileServer");
    Class<?> output = Class.forName("com.sun.net.httpserver.SimpleFileServer$OutputLevel");
    return (HttpServer)
        type.getMethod("createFileServer", InetSocketAddress.class, Path.class, output)
            .invoke(null, address, root, output.getField("NONE").get(null));
  }

  /** Without a tag, holding nothing, whatever the request says. */
  private static void sendFile(HttpExchange exchange, Path root) throws IOException {
    try (exchange) {
      Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] bytes = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Test
  void aServerThatTellsNothingNewWithoutAPauseIsNotAskedWithoutOne() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> out.say(OK + "Preference-Applied: wait\r\n\r\n" + "one"))) {
      fetch(server.url());
      assertAskedNowAndThen(server);
    }
  }

  @Test
  void aServerWithNothingButBadHeadsIsAskedRarely() throws Exception {
    int[] number = {100};
    offers.inForce = "good";
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                out.say(
                    "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nETag: \""
                        + number[0]
                        + "\"\r\n\r\nbad"
                        + number[0]++))) {
      fetch(server.url());
      assertAskedNowAndThen(server);
      assertThat(offers.inForce).isEqualTo("good");
    }
  }

  @Test
  void whatWasRefusedIsOfferedAgainForTheReasonMayPass() throws Exception {
    String hash = "cd".repeat(32);
    PublishedFolder folder = new PublishedFolder(directory).head("blob " + hash);
    try (ChannelServer server = serve(0)) {
      fetch("http://127.0.0.1:" + server.address().getPort());
      assertThat(fetcher.awaitFirst(Duration.ofSeconds(10))).isTrue();
      assertThat(offers.inForce).isNull();

      folder.put("blobs/sha256/" + hash, "late");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> ("blob " + hash).equals(offers.inForce));
    }
  }

  @Test
  void aRefusedHeadDoesNotKeepABetterOneAway() throws Exception {
    PublishedFolder folder = new PublishedFolder(directory).head("bad");
    try (ChannelServer server = serve(0)) {
      fetch("http://127.0.0.1:" + server.address().getPort());
      assertThat(fetcher.awaitFirst(Duration.ofSeconds(10))).isTrue();

      folder.head("good");
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> "good".equals(offers.inForce));
    }
  }

  @Test
  void aServerThatIsNotThereYetIsFoundWhenItComes() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    fetch("http://127.0.0.1:" + port);
    assertThat(fetcher.awaitFirst(Duration.ofSeconds(10))).isTrue();
    assertThat(fetcher.status().problem()).startsWith("ConnectException: ");
    assertThat(offers.asked).last().extracting(FetchStatus::failures).isEqualTo(1);

    new PublishedFolder(directory).head("one");
    try (ChannelServer server = serve(port)) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> "one".equals(offers.inForce));
      assertThat(server.address().getPort()).isEqualTo(port);
      assertThat(fetcher.status().problem()).isNull();
      assertThat(fetcher.status().failures()).isZero();
    }
  }

  @Test
  void thatAServerIsBackIsKnownAtOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              int number = asked.incrementAndGet();
              if (number == 1) {
                out.say(OK + "ETag: \"1\"\r\n\r\none");
              } else if (number == 2) {
                out.say("HTTP/1.1 503 Not now\r\nContent-Length: 0\r\n\r\n");
              } else if (request.contains("Prefer: wait")) {
                Thread.sleep(20_000);
              } else {
                out.say("HTTP/1.1 304 Same\r\n\r\n");
              }
            })) {
      fetch(server.url());
      Awaitility.await().until(() -> server.requests().size() >= 4);

      assertThat(server.requests().get(2)).doesNotContain("Prefer: wait");
      assertThat(server.requests().get(3)).contains("Prefer: wait=20\n");
      assertThat(offers.asked).anyMatch(status -> status.failures() == 1);
      assertThat(offers.asked).last().extracting(FetchStatus::failures).isEqualTo(0);
    }
  }

  /** Every 240 to 360 ms, that is, after one or two requests to begin with. */
  private void assertAskedNowAndThen(RawServer server) {
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> server.requests().size() >= 4);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(400));
  }

  private ChannelServer serve(int port) throws IOException {
    return ChannelServer.start(
        directory,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        (report, from) -> {});
  }

  private void fetch(String base) {
    fetcher =
        new PolicyFetcher(
            ChannelAddress.of(base, "prod"), ServerAccess.open(), offers, failures, PACE);
    begun = System.nanoTime();
    fetcher.start();
  }
}
