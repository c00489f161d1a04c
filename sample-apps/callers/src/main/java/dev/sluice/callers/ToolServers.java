package dev.sluice.callers;

import dev.sluice.testing.ForkedJvm;
import dev.sluice.testing.TokenIssuer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people do with servers of the Model Context Protocol. */
final class ToolServers {
  private static final int ROUNDS = 3;
  private static final String HTTP = "tools_http";
  private static final String STDIO = "tools_stdio";
  private static final String SESSION = "Mcp-Session-Id";
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(30);
  private static final List<String> TOOLS = List.of("total", "unsold");
  private static final String INITIALIZE =
      """
      {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": \
      "2025-06-18", "capabilities": {}, "clientInfo": {"name": "desk-client", "version": "1"}}}\
      """;
  private static final String INITIALIZED =
      "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}";

  private ToolServers() {}

  /**
   * People with bearer tokens call tools over HTTP, each in a session of their own, and all in a
   * session that one of them began.
   */
  static Played overHttp(Stage stage) throws IOException, InterruptedException {
    try (TokenIssuer issuer = TokenIssuer.start();
        ForkedJvm jvm =
            stage
                .service(HTTP, "com.example.toolserver.HttpToolServer")
                .property("sluice.jwt.issuers", issuer.name())
                .property("sluice.jwt.audience", HTTP)
                .arguments(stage.databaseOf(HTTP))
                .start()) {
      String listening = jvm.awaitLine(line -> line.startsWith("listening on "), START);
      URI endpoint =
          URI.create("http://127.0.0.1:" + listening.substring("listening on ".length()) + "/mcp");
      Requests requests = new Requests();
      List<Expected> expected = new ArrayList<>();
      String shared = begin(endpoint, token(issuer, Person.all().get(0)));
      for (Person person : Person.all()) {
        String token = token(issuer, person);
        String own = begin(endpoint, token);
        for (int round = 1; round <= ROUNDS; round++) {
          for (String tool : TOOLS) {
            String title = "tools_%s_own_%s_%d".formatted(person.name(), tool, round);
            expected.add(
                new Expected(HTTP, title, person, "jwt", new Expected.Call(HTTP, tool, null, own)));
            requests.plan(request(endpoint, token, own, call(round, tool, title)), title + "=");
          }
          String title = "tools_%s_shared_%d".formatted(person.name(), round);
          expected.add(
              new Expected(
                  HTTP, title, person, "jwt", new Expected.Call(HTTP, "total", null, shared)));
          requests.plan(request(endpoint, token, shared, call(round, "total", title)), title + "=");
        }
      }
      List<String> failures = new ArrayList<>(requests.send());
      return played(jvm, expected, failures);
    }
  }

  /** Somebody who is not known calls tools over standard input. */
  static Played overStdio(Stage stage) throws IOException {
    try (ForkedJvm jvm =
        stage
            .service(STDIO, "com.example.toolserver.StdioToolServer")
            .arguments(stage.databaseOf(STDIO))
            .start()) {
      OutputStream in = jvm.in();
      send(in, INITIALIZE);
      jvm.awaitLine(line -> line.contains("\"id\":0"), START);
      send(in, INITIALIZED);
      List<Expected> expected = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        for (String tool : TOOLS) {
          String title = "tools_stdio_%s_%d".formatted(tool, round);
          expected.add(
              new Expected(
                  STDIO, title, null, null, new Expected.Call(STDIO, tool, null, Expected.ANY)));
          send(in, call(expected.size(), tool, title));
        }
      }
      for (Expected each : expected) {
        jvm.awaitLine(line -> line.contains(each.title() + "="), START);
      }
      return played(jvm, expected, new ArrayList<>());
    }
  }

  private static Played played(ForkedJvm jvm, List<Expected> expected, List<String> failures) {
    jvm.terminate();
    jvm.await(END);
    failures.addAll(ServiceLog.complaints(jvm.err()));
    return new Played(expected, ServiceLog.threads(jvm.err()), failures);
  }

  private static String token(TokenIssuer issuer, Person person) {
    return issuer.token(
        Map.of(
            "iss", issuer.name(),
            "sub", person.name(),
            "aud", HTTP,
            "groups", person.groups(),
            "exp", Instant.now().plusSeconds(600).getEpochSecond()));
  }

  /** Begins a session, and returns its id. */
  private static String begin(URI endpoint, String token) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<String> begun =
        client.send(request(endpoint, token, null, INITIALIZE).build(), BodyHandlers.ofString());
    String session =
        begun
            .headers()
            .firstValue(SESSION)
            .orElseThrow(() -> new IOException("no session: " + begun.body()));
    client.send(request(endpoint, token, session, INITIALIZED).build(), BodyHandlers.discarding());
    return session;
  }

  private static HttpRequest.Builder request(
      URI endpoint, String token, @Nullable String session, String message) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(message));
    return session == null ? request : request.header(SESSION, session);
  }

  private static String call(int id, String tool, String title) {
    return """
        {"jsonrpc": "2.0", "id": %d, "method": "tools/call", \
        "params": {"name": "%s", "arguments": {"title": "%s"}}}\
        """
        .formatted(id, tool, title);
  }

  private static void send(OutputStream in, String message) throws IOException {
    in.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }
}
