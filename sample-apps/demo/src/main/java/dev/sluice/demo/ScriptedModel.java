package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A language model that follows a script, behind OpenAI's chat completions on the loopback
 * interface. Asked by a person, it calls the tool that the script names for the question; told what
 * the tool found, it repeats that. It keeps nothing between requests. Thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat">Chat completions</a>
 */
final class ScriptedModel implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final List<Line> script;
  private final HttpServer server;

  /**
   * One line of the script.
   *
   * @param keyword what the person's message contains
   * @param tool the tool to call then
   */
  record Line(String keyword, String tool, Map<String, String> arguments) {}

  private ScriptedModel(List<Line> script, HttpServer server) {
    this.script = List.copyOf(script);
    this.server = server;
  }

  /**
   * Starts on a free port.
   *
   * @throws UncheckedIOException if there is none
   */
  static ScriptedModel start(List<Line> script) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      ScriptedModel model = new ScriptedModel(script, HttpServer.create(address, 0));
      model.server.createContext("/v1/chat/completions", model::answer);
      model.server.start();
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException("the scripted model cannot listen", e);
    }
  }

  /** What clients are given as the base of the API. */
  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode messages = JSON.readTree(exchange.getRequestBody()).path("messages");
      JsonNode last = messages.path(messages.size() - 1);
      String content = text(last.path("content"));
      if (last.path("role").asText().equals("tool")) {
        send(exchange, 200, completion("stop", Map.of("role", "assistant", "content", content)));
        return;
      }
      List<Line> fitting =
          script.stream().filter(line -> content.contains(line.keyword())).toList();
      if (fitting.size() == 1) {
        send(exchange, 200, completion("tool_calls", call(fitting.get(0))));
      } else {
        String problem = fitting.size() + " lines of the script fit the message: " + content;
        send(exchange, 400, Map.of("error", Map.of("message", problem)));
      }
    }
  }

  private static Map<String, Object> call(Line line) throws IOException {
    String arguments = JSON.writeValueAsString(line.arguments());
    Map<String, Object> function = Map.of("name", line.tool(), "arguments", arguments);
    Map<String, Object> call =
        Map.of("id", "call_" + line.keyword().hashCode(), "type", "function", "function", function);
    return Map.of("role", "assistant", "tool_calls", List.of(call));
  }

  private static Map<String, Object> completion(String reason, Map<String, Object> message) {
    return Map.of(
        "id", "chatcmpl-scripted",
        "object", "chat.completion",
        "model", "scripted",
        "choices", List.of(Map.of("index", 0, "message", message, "finish_reason", reason)),
        "usage", Map.of("prompt_tokens", 0, "completion_tokens", 0, "total_tokens", 0));
  }

  /** The content of a message is a text, or a list of parts. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText();
    }
    return StreamSupport.stream(content.spliterator(), false)
        .map(part -> part.path("text").asText())
        .reduce("", String::concat);
  }

  private static void send(HttpExchange exchange, int status, Object content) throws IOException {
    byte[] body = JSON.writeValueAsBytes(content);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
