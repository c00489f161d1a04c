package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.http.HttpServlet;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tool calls that come to a server of the Model Context Protocol, over its own transports. */
class McpServersTest {
  private static final String INITIALIZE =
      """
      {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": \
      "2025-06-18", "capabilities": {}, "clientInfo": {"name": "desk-client", "version": "1"}}}\
      """;
  private static final String INITIALIZED =
      "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}";

  /** The validator that the SDK brings along needs another version than other tests do. */
  private static final JsonSchemaValidator ANYTHING =
      (schema, content) -> JsonSchemaValidator.ValidationResponse.asValid("");

  private static final BlockingQueue<Caller> seen = new LinkedBlockingQueue<>();
  private static final Tomcat tomcat = new Tomcat();
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Woven.start();
    HttpServletStreamableServerTransportProvider streamable =
        HttpServletStreamableServerTransportProvider.builder().mcpEndpoint("/mcp").build();
    McpServer.sync(streamable)
        .serverInfo("shop", "1")
        .jsonSchemaValidator(ANYTHING)
        .capabilities(ServerCapabilities.builder().tools(true).build())
        .tools(new SyncToolSpecification(tool(), (exchange, request) -> answer(request)))
        .build();
    HttpServletStatelessServerTransport stateless =
        HttpServletStatelessServerTransport.builder().messageEndpoint("/stateless").build();
    McpServer.sync(stateless)
        .serverInfo("shop", "1")
        .jsonSchemaValidator(ANYTHING)
        .capabilities(ServerCapabilities.builder().tools(true).build())
        .tools(
            new McpStatelessServerFeatures.SyncToolSpecification(
                tool(), (context, request) -> answer(request)))
        .build();
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    tomcat.getConnector();
    Context context = tomcat.addContext("", directory.toString());
    deploy(context, "/mcp", streamable);
    deploy(context, "/stateless", stateless);
    tomcat.start();
  }

  private static void deploy(Context context, String path, HttpServlet servlet) {
    Tomcat.addServlet(context, path, servlet).setAsyncSupported(true);
    context.addServletMappingDecoded(path, path);
  }

  private static Tool tool() {
    return Tool.builder("lookUp", Map.<String, Object>of("type", "object")).build();
  }

  private static CallToolResult answer(CallToolRequest request) {
    Caller caller = Woven.CALLERS.current();
    seen.add(caller);
    Human human = caller.human();
    String word = request.name() + " for " + (human == null ? "nobody" : human.subject());
    return CallToolResult.builder(List.of(TextContent.builder(word).build())).build();
  }

  @AfterAll
  static void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  @AfterEach
  void leavesNothingBehind() {
    seen.clear();
    assertThat(AgentFrames.active()).isFalse();
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void overStandardInputNobodyIsKnownButTheAgent() throws Exception {
    PipedOutputStream requests = new PipedOutputStream();
    PipedInputStream answers = new PipedInputStream();
    McpServer.sync(
            new StdioServerTransportProvider(
                McpJsonDefaults.getMapper(),
                new PipedInputStream(requests),
                new PipedOutputStream(answers)))
        .serverInfo("shop", "1")
        .jsonSchemaValidator(ANYTHING)
        .capabilities(ServerCapabilities.builder().tools(true).build())
        .tools(new SyncToolSpecification(tool(), (exchange, request) -> answer(request)))
        .build();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8));

    send(requests, INITIALIZE);
    assertThat(lines.readLine()).contains("serverInfo");
    send(requests, INITIALIZED);
    send(requests, call(2));
    assertThat(lines.readLine()).contains("lookUp for nobody");
    requests.close();

    Caller caller = seen.take();
    assertThat(caller.human()).isNull();
    assertThat(caller.agent()).isEqualTo(agent(session(caller)));
    assertThat(session(caller)).isNotBlank();
  }

  @Test
  void overHttpTheToolRunsForWhoeverSentTheRequest() throws Exception {
    String session = session();

    assertThat(post("/mcp", session, "ann", call(2)).body()).contains("lookUp for ann");

    assertThat(seen.take())
        .isEqualTo(new Caller("shop", Human.asserted("ann", Set.of(), "header"), agent(session)));
  }

  @Test
  void oneSessionMayBeUsedByAnother() throws Exception {
    String session = session();
    post("/mcp", session, "ann", call(2));

    assertThat(post("/mcp", session, "bob", call(3)).body()).contains("lookUp for bob");
    assertThat(post("/mcp", session, null, call(4)).body()).contains("lookUp for nobody");
  }

  @Test
  void aServerWithoutSessionsKnowsWhoSentTheRequest() throws Exception {
    assertThat(post("/stateless", null, "ann", call(2)).body()).contains("lookUp for ann");

    AiAgent agent = new AiAgent("mcp", "shop", "lookUp", null, null, null);
    assertThat(seen.take())
        .isEqualTo(new Caller("shop", Human.asserted("ann", Set.of(), "header"), agent));
  }

  @Test
  void nobodyIsMistakenForAnother() throws Exception {
    String session = session();
    ExecutorService askers = Executors.newFixedThreadPool(4);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      String person = "p" + i % 7;
      int id = 10 + i;
      work.add(() -> post("/mcp", session, person, call(id)).body().contains("for " + person));
    }

    for (Future<Boolean> right : askers.invokeAll(work)) {
      assertThat(right.get()).isTrue();
    }
    askers.shutdown();
  }

  private String session() throws Exception {
    String session =
        post("/mcp", null, "starter", INITIALIZE)
            .headers()
            .firstValue("mcp-session-id")
            .orElseThrow();
    post("/mcp", session, "starter", INITIALIZED);
    return session;
  }

  private HttpResponse<String> post(
      String path, @Nullable String session, @Nullable String person, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + path))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (session != null) {
      request.header("Mcp-Session-Id", session);
    }
    if (person != null) {
      request.header(Woven.USER_HEADER, person);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void send(OutputStream requests, String message) throws Exception {
    requests.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    requests.flush();
  }

  private static String call(int id) {
    return """
        {"jsonrpc": "2.0", "id": %d, "method": "tools/call", \
        "params": {"name": "lookUp", "arguments": {}}}\
        """
        .formatted(id);
  }

  private static AiAgent agent(@Nullable String session) {
    return new AiAgent("mcp", "shop", "lookUp", null, session, "desk-client");
  }

  private static @Nullable String session(Caller caller) {
    AiAgent agent = caller.agent();
    return agent == null ? null : agent.conversationId();
  }
}
