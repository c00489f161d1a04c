package com.example.supportdesk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model that calls the tools it is told to, one per request, and then repeats what the tool said.
 */
final class StubModel implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Queue<Map<String, Object>> calls = new ConcurrentLinkedQueue<>();
  private final HttpServer server;

  StubModel() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** Lets the model call this tool when it is next asked something. */
  void willCall(String tool, Map<String, String> arguments) {
    Map<String, String> function =
        Map.of("name", tool, "arguments", JSON.writeValueAsString(arguments));
    calls.add(Map.of("id", "call-1", "type", "function", "function", function));
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode messages = JSON.readTree(exchange.getRequestBody()).path("messages");
    JsonNode last = messages.path(messages.size() - 1);
    Map<String, Object> message =
        last.path("role").asString().equals("tool")
            ? Map.of("role", "assistant", "content", last.path("content").asString())
            : Map.of("role", "assistant", "tool_calls", List.of(calls.remove()));
    Map<String, Object> choice = Map.of("index", 0, "message", message, "finish_reason", "stop");
    byte[] body = JSON.writeValueAsBytes(Map.of("choices", List.of(choice)));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
