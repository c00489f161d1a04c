package dev.sluice.benchmarks;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Result;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Subscribes to a query for one row over R2DBC, on an H2 in this JVM, and reads it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubscriptionBenchmark {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ROWS = 100;

  private @Nullable Connection connection;

  /** Makes and fills a table without masks and one with them, over JDBC. */
  @Setup
  public void fill() throws SQLException {
    try (java.sql.Connection jdbc = DriverManager.getConnection("jdbc:h2:mem:bench");
        Statement statement = jdbc.createStatement()) {
      for (String table : new String[] {"people", "people_redacted"}) {
        statement.execute(
            "CREATE TABLE "
                + table
                + " (id INT PRIMARY KEY, name VARCHAR(40), email VARCHAR(60), phone VARCHAR(40))");
        for (int id = 0; id < ROWS; id++) {
          statement.execute(
              "INSERT INTO %1$s (id, name, email, phone) VALUES (%2$d, 'Kim', 'kim%2$d@mail.example', '+1-202-555-0100')"
                  .formatted(table, id));
        }
      }
      connection =
          Mono.from(ConnectionFactories.get("r2dbc:h2:mem:///bench").create()).block(PATIENCE);
    }
  }

  @TearDown
  public void close() {
    Mono.from(Objects.requireNonNull(connection).close()).block(PATIENCE);
  }

  /** Nothing of the row is masked. */
  @Benchmark
  public @Nullable Object point() {
    return row("SELECT name, email, phone FROM people WHERE id = $1");
  }

  /** Two of its columns are, where there is an agent. */
  @Benchmark
  public @Nullable Object masked() {
    return row("SELECT name, email, phone FROM people_redacted WHERE id = $1");
  }

  private @Nullable Object row(String sql) {
    return Flux.<Result>from(
            Objects.requireNonNull(connection).createStatement(sql).bind("$1", 7).execute())
        .flatMap(
            result ->
                result.map(
                    (row, metadata) ->
                        row.get(0, String.class)
                            + row.get(1, String.class)
                            + row.get(2, String.class)))
        .blockLast();
  }
}
