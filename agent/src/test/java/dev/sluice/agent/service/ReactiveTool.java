package dev.sluice.agent.service;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Executes statements over R2DBC, as an AI agent's tool call or as the service itself. */
public final class ReactiveTool {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private ReactiveTool() {}

  /**
   * A task that reports a row for each statement: the first value that it gave, {@code ok} if it
   * gave none, {@code refused} if Sluice refused it.
   *
   * @param agent whether it is done by an agent's tool call
   */
  public static Task executing(String url, boolean agent, String... statements) {
    return ignored -> {
      List<List<@Nullable String>> rows = new ArrayList<>();
      for (String sql : statements) {
        Object seen = agent ? Assistant.does(() -> seen(url, sql)) : seen(url, sql);
        rows.add(List.of(String.valueOf(seen)));
      }
      return new Report("", rows, List.of(), Map.of(), List.of());
    };
  }

  private static String seen(String url, String sql) {
    try {
      return Objects.requireNonNull(
          Flux.usingWhen(
                  ConnectionFactories.get(url).create(),
                  connection -> values(connection, sql),
                  Connection::close)
              .blockLast(PATIENCE));
    } catch (R2dbcException problem) {
      return "42501".equals(problem.getSqlState()) ? "refused" : String.valueOf(problem);
    }
  }

  private static Flux<String> values(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .concatMap(result -> result.map((row, metadata) -> String.valueOf(row.get(0))))
        .switchIfEmpty(Mono.just("ok"));
  }
}
