package dev.sluice.agent;

import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.OtlpReceiver;
import dev.sluice.testing.ReceivedSpan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A service with the packaged agent that answers each request with what one statement gave, whose
 * text holds the last word of the request's path. Thread-safe.
 */
final class DeskService implements AutoCloseable {
  private static final String LISTENING = "listening on ";
  private static final Duration SOON = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger asked = new AtomicInteger();
  private final ForkedJvm jvm;
  private final URI base;
  private final OtlpReceiver receiver;

  private DeskService(ForkedJvm jvm, URI base, OtlpReceiver receiver) {
    this.jvm = jvm;
    this.base = base;
    this.receiver = receiver;
  }

  /** An answer, and the span of the statement that it came from. */
  record Asked(String answer, ReceivedSpan span) {}

  /**
   * Starts it.
   *
   * @param receiver of its spans
   * @param builder of a JVM whose main class prints the port on which it listens
   */
  static DeskService start(OtlpReceiver receiver, ForkedJvm.Builder builder) throws IOException {
    ForkedJvm jvm = builder.start();
    try {
      String line = jvm.awaitLine(text -> text.startsWith(LISTENING), SOON);
      URI base = URI.create("http://127.0.0.1:" + line.substring(LISTENING.length()) + "/");
      return new DeskService(jvm, base, receiver);
    } catch (AssertionError e) {
      jvm.close();
      throw e;
    }
  }

  /**
   * Asks, and waits for the span.
   *
   * @param path of the request before its last word; empty, or with a slash at its end
   * @param authorization the header, if any
   */
  Asked ask(String path, @Nullable String authorization) throws Exception {
    String word = word();
    String answer = get(path + word, authorization).body();
    ReceivedSpan span =
        receiver
            .awaitSpans(spans -> spans.stream().anyMatch(one -> mentions(one, word)), SOON)
            .stream()
            .filter(one -> mentions(one, word))
            .findFirst()
            .orElseThrow();
    return new Asked(answer, span);
  }

  /** A word that no other statement holds. */
  String word() {
    return "q" + asked.incrementAndGet() + "q";
  }

  /** The answer to one request. */
  HttpResponse<String> get(String path, @Nullable String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The process. */
  ForkedJvm jvm() {
    return jvm;
  }

  @Override
  public void close() {
    jvm.close();
  }

  private static boolean mentions(ReceivedSpan span, String word) {
    return String.valueOf(span.attribute("db.query.text")).toLowerCase(Locale.ROOT).contains(word);
  }
}
