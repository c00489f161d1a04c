package dev.sluice.agent.service;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A server of the Model Context Protocol, and a client that talks to it over a pipe. */
public final class McpDesk {
  private McpDesk() {}

  /** The client names itself, and has the server's one tool look up under a word. */
  public static Task lookUp(String url, String client, String word) {
    return connection -> {
      PipedOutputStream requests = new PipedOutputStream();
      PipedInputStream answers = new PipedInputStream();
      McpSyncServer server =
          McpServer.sync(
                  new StdioServerTransportProvider(
                      McpJsonDefaults.getMapper(),
                      new PipedInputStream(requests),
                      new PipedOutputStream(answers)))
              .serverInfo("desk", "1")
              .jsonSchemaValidator(
                  (schema, content) -> JsonSchemaValidator.ValidationResponse.asValid(""))
              .capabilities(ServerCapabilities.builder().tools(true).build())
              .tools(tool(url))
              .build();
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8));
      send(
          requests,
          """
          {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": \
          "2025-06-18", "capabilities": {}, "clientInfo": {"name": "%s", "version": "1"}}}\
          """
              .formatted(client));
      lines.readLine();
      send(requests, "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}");
      send(
          requests,
          """
          {"jsonrpc": "2.0", "id": 2, "method": "tools/call", \
          "params": {"name": "lookUp", "arguments": {"word": "%s"}}}\
          """
              .formatted(word));
      String answer = lines.readLine();
      requests.close();
      server.close();
      return Report.noted(Map.of("answer", String.valueOf(answer)));
    };
  }

  private static SyncToolSpecification tool(String url) {
    SpringAis.Desk desk = new SpringAis.Desk(url);
    return new SyncToolSpecification(
        Tool.builder("lookUp", Map.<String, Object>of("type", "object")).build(),
        (exchange, request) -> {
          try {
            String found = desk.lookUp(String.valueOf(request.arguments().get("word")));
            return CallToolResult.builder(List.of(TextContent.builder(found).build())).build();
          } catch (SQLException refused) {
            return CallToolResult.builder(
                    List.of(TextContent.builder(String.valueOf(refused.getMessage())).build()))
                .isError(true)
                .build();
          }
        });
  }

  private static void send(OutputStream requests, String message) throws IOException {
    requests.write((message + "\n").getBytes(StandardCharsets.UTF_8));
    requests.flush();
  }
}
