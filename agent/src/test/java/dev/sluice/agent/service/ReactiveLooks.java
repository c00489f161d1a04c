package dev.sluice.agent.service;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks at a database over R2DBC, first for the service itself and then in an AI's tool call, and
 * prints what it sees: the URL and statements are its arguments. A statement with a {@code !}
 * before it is done for the service alone.
 */
public final class ReactiveLooks {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ReactiveLooks() {}

  public static void main(String[] arguments) {
    ConnectionFactory factory = ConnectionFactories.get(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      String sql = arguments[i];
      if (sql.startsWith("!")) {
        look(factory, sql.substring(1));
        continue;
      }
      System.out.println("service: " + look(factory, sql));
      ToolExecutor tool = new LookTool(factory, sql);
      ToolExecutionRequest request =
          ToolExecutionRequest.builder().id("1").name("look").arguments("{}").build();
      System.out.println("agent: " + tool.execute(request, "memory"));
    }
  }

  /** A class of its own, as the tools of a service are. */
  private record LookTool(ConnectionFactory factory, String sql) implements ToolExecutor {
    @Override
    public String execute(ToolExecutionRequest request, Object memoryId) {
      return look(factory, sql);
    }
  }

  private static String look(ConnectionFactory factory, String sql) {
    try {
      return String.valueOf(
          Flux.usingWhen(
                  Mono.from(factory.create()),
                  connection ->
                      Flux.from(connection.createStatement(sql).execute())
                          .concatMap(result -> result.map((row, metadata) -> values(row))),
                  Connection::close)
              .collectList()
              .block(PATIENCE));
    } catch (R2dbcException refused) {
      return refused.getSqlState()
          + " "
          + String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    }
  }

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.getMetadata().getColumnMetadatas().size(); i++) {
      values.add(String.valueOf(row.get(i)));
    }
    return values;
  }
}
