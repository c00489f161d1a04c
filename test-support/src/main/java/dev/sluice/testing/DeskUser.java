package dev.sluice.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/**
 * Somebody who uses one of the sample desks, and logs in with HTTP Basic on every request. What a
 * request gives is what they get to read: the body, after {@code HTTP} and the status if that is
 * not 200. Thread-safe.
 */
public final class DeskUser {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final String FAILED = "HTTP ";
  private static final JsonFactory JSON = new JsonFactory();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;
  private final String login;

  /**
   * Somebody who has not sent anything yet.
   *
   * @param base of the desk, without a path
   */
  public DeskUser(URI base, String name, String password) {
    this.base = base;
    this.login =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a resource.
   *
   * @throws UncheckedIOException if nothing is answered, here as in all requests
   */
  public String get(String path) {
    return exchange(request(path).GET());
  }

  /** Deletes a resource. */
  public String delete(String path) {
    return exchange(request(path).DELETE());
  }

  /** Sends a request without a body. */
  public String post(String path) {
    return exchange(request(path).POST(BodyPublishers.noBody()));
  }

  /**
   * Asks the desk's assistant.
   *
   * @return what it says
   */
  public String ask(String message) {
    String answer =
        exchange(
            request("/assistant")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(question(message))));
    if (answer.startsWith(FAILED)) {
      return answer;
    }
    try {
      return String.valueOf(JsonLines.object(answer).getOrDefault("answer", answer));
    } catch (IOException e) {
      throw new UncheckedIOException("not an assistant's answer: " + answer, e);
    }
  }

  private static String question(String message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("message", message);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a text can be written", e);
    }
    return text.toString();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", login);
  }

  private String exchange(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode() == OK
          ? response.body()
          : FAILED + response.statusCode() + " " + response.body();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to " + request, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException("interrupted", new IOException(e));
    }
  }
}
