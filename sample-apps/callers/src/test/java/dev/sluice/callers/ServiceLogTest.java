package dev.sluice.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceLogTest {
  @Test
  void tellsOnWhichThreadEachStatementRan() {
    List<String> lines =
        List.of(
            "DEBUG [task-1] JdbcTemplate: Executing SQL query"
                + " [SELECT sum(cents) AS one FROM orders]",
            "DEBUG [exec-2] JdbcTemplate: Executing prepared SQL query",
            "DEBUG [exec-2] JdbcTemplate: Executing prepared SQL statement"
                + " [SELECT count(*) AS two FROM orders WHERE cents = ?]");

    assertThat(ServiceLog.threads(lines)).isEqualTo(Map.of("one", "task-1", "two", "exec-2"));
  }

  @Test
  void tellsWhatWentWrong() {
    assertThat(
            ServiceLog.complaints(
                List.of("[sluice] internal failure at x", "WARN [main] X: y", "ERROR [main] X: y")))
        .containsExactly("[sluice] internal failure at x", "ERROR [main] X: y");
  }
}
