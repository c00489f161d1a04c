package com.example.toolserver;

import com.example.Sales;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What clients may do. */
final class SalesTools {
  private static final int CONNECTIONS = 6;
  private static final Map<String, Object> ONE_TITLE =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("title", Map.of("type", "string")),
          "required",
          List.of("title"));

  private SalesTools() {}

  /** The tools over a database. */
  static List<SyncToolSpecification> over(String url) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(url);
    pool.setMaximumPoolSize(CONNECTIONS);
    Sales sales = new Sales(new JdbcTemplate(new HikariDataSource(pool)));
    return List.of(
        tool("total", "Tells what all orders make, in cents.", sales::total),
        tool("unsold", "Tells how many orders made nothing.", sales::unsold));
  }

  private static SyncToolSpecification tool(
      String name, String description, Function<String, @Nullable Long> figure) {
    return new SyncToolSpecification(
        Tool.builder(name, ONE_TITLE).description(description).build(),
        (exchange, request) -> {
          String title = String.valueOf(request.arguments().get("title"));
          String answer = title + "=" + figure.apply(title);
          return CallToolResult.builder(List.of(TextContent.builder(answer).build())).build();
        });
  }
}
