package dev.sluice.agent.service;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a service does that changes rows, and how it finds its connection afterwards. */
public final class Changes {
  private Changes() {}

  /** Does tasks one after the other, whichever fail, each committed by itself. */
  public static Task eachOnItsOwn(Task... tasks) {
    return connection -> inTurn(connection, tasks);
  }

  /** Does tasks one after the other, whichever fail, and commits them together. */
  public static Task inTransaction(Task... tasks) {
    return connection -> {
      connection.setAutoCommit(false);
      try {
        Report report = inTurn(connection, tasks);
        connection.commit();
        return report;
      } finally {
        connection.setAutoCommit(true);
      }
    };
  }

  private static Report inTurn(Connection connection, Task... tasks) throws Exception {
    List<List<@Nullable String>> rows = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    List<Report.Failure> failures = new ArrayList<>();
    Map<String, String> seen = new TreeMap<>();
    for (Task task : tasks) {
      try {
        Report report = task.run(connection);
        rows.addAll(report.rows());
        counts.addAll(report.counts());
        failures.addAll(report.failures());
      } catch (SQLException thrown) {
        failures.add(Report.Failure.of(thrown));
      }
    }
    seen.put("commits by itself", String.valueOf(connection.getAutoCommit()));
    return new Report("", rows, counts, seen, failures);
  }

  /** {@code execute} of a text that returns rows, with a fetch size; the size afterwards. */
  public static Task returning(String sql, int fetchSize) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(fetchSize);
        List<List<@Nullable String>> rows = new ArrayList<>();
        if (statement.execute(sql)) {
          try (ResultSet results = statement.getResultSet()) {
            rows.addAll(Tasks.read(results).rows());
          }
        }
        return new Report("", rows, List.of((long) statement.getFetchSize()), Map.of(), List.of());
      }
    };
  }

  /** What can still be read of a statement whose execution failed. */
  public static Task readAfterFailure(String sql) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        List<Report.Failure> failures = new ArrayList<>();
        try {
          statement.execute(sql);
        } catch (SQLException thrown) {
          failures.add(Report.Failure.of(thrown));
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (ResultSet results = statement.getResultSet()) {
          if (results != null) {
            rows.addAll(Tasks.read(results).rows());
          }
        } catch (SQLException thrown) {
          failures.add(Report.Failure.of(thrown));
        }
        return new Report("", rows, List.of(), Map.of(), failures);
      }
    };
  }

  /** A batch of texts, without another try. */
  public static Task batchOnce(String... sql) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        for (String text : sql) {
          statement.addBatch(text);
        }
        return Report.counted(Tasks.counts(statement.executeBatch()));
      }
    };
  }

  /** A batch of a prepared statement, without another try. */
  public static Task preparedBatchOnce(String sql, Integer... parameters) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (Integer parameter : parameters) {
          statement.setInt(1, parameter);
          statement.addBatch();
        }
        return Report.counted(Tasks.counts(statement.executeBatch()));
      }
    };
  }

  /** A text that is executed with {@code setMaxRows}. */
  public static Task withMaxRows(String sql, int rows) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        statement.setMaxRows(rows);
        statement.execute(sql);
        return Report.noted(Map.of());
      }
    };
  }
}
