package com.example.toolserver;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;

/** The tools for whoever started the process. */
public final class StdioToolServer {
  private StdioToolServer() {}

  /**
   * Serves until standard input ends.
   *
   * @param arguments the JDBC URL
   */
  public static void main(String[] arguments) {
    McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper()))
        .serverInfo("sales", "1")
        .capabilities(ServerCapabilities.builder().tools(true).build())
        .tools(SalesTools.over(arguments[0]))
        .build();
  }
}
