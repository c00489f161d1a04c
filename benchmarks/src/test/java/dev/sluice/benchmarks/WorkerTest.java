package dev.sluice.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerTest {
  private static Connection connection;

  @BeforeAll
  static void open() throws SQLException {
    connection = BenchmarkDatabase.open("worker_test");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @EnumSource
  void measuresEachScenario(Scenario scenario) throws IOException {
    List<Reply> replies = serve(new Command.Run(scenario, 20), new Command.Exit());

    assertThat(replies.get(0)).isInstanceOf(Reply.Ready.class);
    assertThat(replies.get(1))
        .isInstanceOfSatisfying(
            Reply.Ran.class,
            ran -> assertThat(ran.measurement().nanos()).isGreaterThanOrEqualTo(20_000_000L));
    assertThat(replies).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void eachScenarioReadsSomethingEachTime(Scenario scenario) throws SQLException {
    try (Workload workload = scenario.open(connection)) {
      for (int time = 0; time < 3; time++) {
        assertThat(workload.once()).isPositive();
      }
    }
  }

  @Test
  void insertsLeaveNothingBehind() throws IOException, SQLException {
    serve(new Command.Run(Scenario.INSERT, 5));

    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from events")) {
      count.next();
      assertThat(count.getInt(1)).isZero();
    }
  }

  @Test
  void showsWhatTheServiceGetsToSee() throws IOException {
    assertThat(serve(new Command.Show(BenchmarkDatabase.REDACTED)).get(1))
        .isEqualTo(new Reply.Shown("person1@mail.example"));
  }

  @Test
  void tellsWhatTheDatabaseRefuses() throws IOException {
    assertThat(serve(new Command.Show("nowhere")).get(1)).isInstanceOf(Reply.Failed.class);
  }

  private static List<Reply> serve(Command... commands) throws IOException {
    String lines = String.join("\n", List.of(commands).stream().map(Command::line).toList());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Worker(connection)
        .serve(new BufferedReader(new StringReader(lines)), new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8).lines().map(Reply::parse).toList();
  }
}
