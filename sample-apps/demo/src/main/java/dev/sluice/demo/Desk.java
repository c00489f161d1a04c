package dev.sluice.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.testing.ForkedJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The running service, and a client of it, logged in as kim of the group support. */
final class Desk implements AutoCloseable {
  static final String USER = "kim";

  private static final String LOGIN =
      "Basic "
          + Base64.getEncoder()
              .encodeToString((USER + ":kim-password").getBytes(StandardCharsets.UTF_8));
  private static final Pattern STARTED = Pattern.compile("(?:Tomcat|Netty) started on port (\\d+)");
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(15);
  private static final JsonMapper JSON = new JsonMapper();

  private final ForkedJvm jvm;
  private final HttpClient client = HttpClient.newHttpClient();

  private Desk(ForkedJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * The agent and its settings.
   *
   * @param policy the settings of where its policy comes from
   * @param otlpEndpoint where spans go, without a path
   */
  record Guard(Path agent, Map<String, String> policy, String otlpEndpoint) {}

  /**
   * Starts the support desk, with an agent if there is a guard; it is not ready yet.
   *
   * @param modelUrl where its assistant's model is
   */
  static Desk support(Path jar, String databaseUrl, String modelUrl, @Nullable Guard guard) {
    return start(
        ForkedJvm.builder()
            .environment("SPRING_DATASOURCE_URL", databaseUrl)
            .environment("SPRING_DATASOURCE_USERNAME", DeskDatabase.ROLE)
            .environment("SUPPORT_DESK_MODEL_BASE_URL", modelUrl)
            .environment("SUPPORT_DESK_MODEL_API_KEY", "none-needed"),
        jar,
        "support-desk",
        guard);
  }

  /** Starts the desk that never blocks, which is its own model; as {@link #support}. */
  static Desk reactive(Path jar, String databaseUrl, @Nullable Guard guard) {
    return start(
        ForkedJvm.builder()
            .environment("SPRING_R2DBC_URL", databaseUrl)
            .environment("SPRING_R2DBC_USERNAME", DeskDatabase.ROLE),
        jar,
        "reactive-desk",
        guard);
  }

  private static Desk start(
      ForkedJvm.Builder builder, Path jar, String name, @Nullable Guard guard) {
    builder
        .options("-Xmx256m")
        .jar(jar)
        .arguments("--server.address=127.0.0.1", "--server.port=0", "--spring.sql.init.mode=never");
    if (guard != null) {
      builder
          .agent(guard.agent())
          .property("sluice.otlp.endpoint", guard.otlpEndpoint())
          .property("sluice.service.name", name);
      guard.policy().forEach(builder::property);
    }
    return new Desk(builder.start());
  }

  /**
   * Waits until the service takes requests.
   *
   * @return its base URL
   * @throws AssertionError if it does not, with all that it printed
   */
  URI awaitReady() {
    String line = jvm.awaitLine(text -> STARTED.matcher(text).find(), START);
    Matcher matcher = STARTED.matcher(line);
    if (!matcher.find()) {
      throw new IllegalStateException("no port in: " + line);
    }
    return URI.create("http://127.0.0.1:" + matcher.group(1));
  }

  /**
   * Sends a request.
   *
   * @return what the person gets to read
   * @throws UncheckedIOException if nothing is answered
   */
  String send(URI base, Request request) {
    try {
      if (request instanceof Request.Read read) {
        return exchange(request(base, read.path()).GET().build());
      }
      if (request instanceof Request.Delete delete) {
        return exchange(request(base, delete.path()).DELETE().build());
      }
      Request.Ask ask = (Request.Ask) request;
      String question = JSON.writeValueAsString(Map.of("message", ask.message()));
      String answer =
          exchange(
              request(base, "/assistant")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(question))
                  .build());
      return JSON.readTree(answer).path("answer").asText(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to " + request, e);
    }
  }

  /** Ends the service in order, so that it sends what it still has to say. */
  void stop() {
    jvm.terminate();
    jvm.await(END);
  }

  /** The number of the process. */
  long pid() {
    return jvm.pid();
  }

  /** What the process has said on standard error. */
  List<String> complaints() {
    return jvm.err();
  }

  /** Command and output of the process. */
  @Override
  public String toString() {
    return jvm.toString();
  }

  @Override
  public void close() {
    jvm.close();
  }

  private static HttpRequest.Builder request(URI base, String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(ANSWER)
        .header("Authorization", LOGIN);
  }

  private String exchange(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode() == 200
          ? response.body()
          : "HTTP " + response.statusCode() + " " + response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
