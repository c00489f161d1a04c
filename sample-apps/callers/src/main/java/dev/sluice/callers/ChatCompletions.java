package dev.sluice.callers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model behind OpenAI's chat completions on the loopback interface, that answers at once or bit
 * by bit. It understands requests such as {@code total in may and unsold in june}: it has the tools
 * called that are named, all in one answer, and then repeats what they said. The id of a call is
 * {@code call_} and the title. Thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">Streaming</a>
 */
final class ChatCompletions implements AutoCloseable {
  private static final Pattern WISH = Pattern.compile("(total|unsold) in (\\w+)");
  private static final JsonMapper JSON = new JsonMapper();
  private static final int OK = 200;

  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();

  private ChatCompletions(HttpServer server) {
    this.server = server;
  }

  /** Starts on a free port. */
  static ChatCompletions start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ChatCompletions model = new ChatCompletions(server);
    server.setExecutor(model.executor);
    server.createContext("/v1/chat/completions", ChatCompletions::answer);
    server.start();
    return model;
  }

  /** What clients are given as the base of the API. */
  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody());
      Map<String, Object> message = message(request.path("messages"));
      String reason = message.containsKey("tool_calls") ? "tool_calls" : "stop";
      if (request.path("stream").asBoolean()) {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(OK, 0);
        OutputStream events = exchange.getResponseBody();
        send(events, chunk(message, null));
        send(events, chunk(Map.of(), reason));
        events.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
      } else {
        byte[] body =
            JSON.writeValueAsBytes(
                Map.of(
                    "id", "one",
                    "object", "chat.completion",
                    "model", "any",
                    "choices",
                        List.of(Map.of("index", 0, "message", message, "finish_reason", reason))));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(OK, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Map<String, Object> message(JsonNode messages) throws IOException {
    JsonNode last = messages.path(messages.size() - 1);
    if (last.path("role").asText().equals("tool")) {
      List<String> results = new ArrayList<>();
      for (JsonNode message : messages) {
        if (message.path("role").asText().equals("tool")) {
          results.add(text(message));
        }
      }
      return Map.of("role", "assistant", "content", String.join(" ", results));
    }
    List<Map<String, Object>> calls = new ArrayList<>();
    Matcher wish = WISH.matcher(text(last));
    while (wish.find()) {
      String arguments = JSON.writeValueAsString(Map.of("title", wish.group(2)));
      calls.add(
          Map.of(
              "index",
              calls.size(),
              "id",
              "call_" + wish.group(2),
              "type",
              "function",
              "function",
              Map.of("name", wish.group(1), "arguments", arguments)));
    }
    return Map.of("role", "assistant", "tool_calls", calls);
  }

  /** The content of a message is a text, or a list of parts. */
  private static String text(JsonNode message) {
    JsonNode content = message.path("content");
    return content.isTextual() ? content.asText() : content.toString();
  }

  private static String chunk(Map<String, Object> delta, @Nullable String reason)
      throws IOException {
    return JSON.writeValueAsString(
        Map.of(
            "id", "one",
            "object", "chat.completion.chunk",
            "model", "any",
            "choices",
                List.of(
                    reason == null
                        ? Map.of("index", 0, "delta", delta)
                        : Map.of("index", 0, "delta", delta, "finish_reason", reason))));
  }

  private static void send(OutputStream events, String event) throws IOException {
    events.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
    events.flush();
  }
}
