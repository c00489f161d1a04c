package com.example.incidents;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import reactor.core.publisher.Flux;

/** Hands SQL of a model to the database as well, but over R2DBC. */
final class ReactiveSqlTool {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PostgresqlConnectionFactory connections;

  ReactiveSqlTool(DataSource database) throws SQLException {
    PGSimpleDataSource source = database.unwrap(PGSimpleDataSource.class);
    this.connections =
        new PostgresqlConnectionFactory(
            PostgresqlConnectionConfiguration.builder()
                .host(source.getServerNames()[0])
                .port(source.getPortNumbers()[0])
                .database(source.getDatabaseName())
                .username(source.getUser())
                .build());
  }

  /** Looks whether the database answers first, as reactive services like to. */
  @Tool("Runs SQL and returns the rows as text.")
  String runSql(@P("sql") String sql) {
    try {
      return Objects.requireNonNull(
          Flux.usingWhen(
                  connections.create(),
                  connection ->
                      connection
                          .createStatement("SELECT 1")
                          .execute()
                          .flatMap(Result::getRowsUpdated)
                          .thenMany(connection.createStatement(sql).execute())
                          .concatMap(result -> result.map((row, metadata) -> text(row))),
                  connection -> connection.close())
              .collectList()
              .map(rows -> String.join("\n", rows))
              .block(PATIENCE));
    } catch (RuntimeException e) {
      return "Error: " + e.getMessage();
    }
  }

  private static String text(Row row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.getMetadata().getColumnMetadatas().size(); i++) {
      values.add(row.get(i, String.class));
    }
    return String.join("|", values);
  }
}
