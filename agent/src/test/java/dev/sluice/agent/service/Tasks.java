package dev.sluice.agent.service;

import java.sql.CallableStatement;
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

/** What a service may do over a connection, each in a few lines as everybody writes them. */
public final class Tasks {
  private Tasks() {}

  /** {@code Statement.executeQuery}. */
  public static Task query(String sql) {
    return connection -> {
      try (Statement statement = connection.createStatement();
          ResultSet results = statement.executeQuery(sql)) {
        return read(results);
      }
    };
  }

  /** {@code Statement.execute} and {@code getResultSet}. */
  public static Task execute(String sql) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        return statement.execute(sql)
            ? readAndClose(statement.getResultSet())
            : Report.counted(List.of((long) statement.getUpdateCount()));
      }
    };
  }

  /** {@code Statement.executeUpdate}. */
  public static Task update(String sql) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        return Report.counted(List.of((long) statement.executeUpdate(sql)));
      }
    };
  }

  /** {@code Statement.executeLargeUpdate}. */
  public static Task largeUpdate(String sql) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        return Report.counted(List.of(statement.executeLargeUpdate(sql)));
      }
    };
  }

  /** {@code Statement.executeUpdate} and {@code getGeneratedKeys}. */
  public static Task generatedKeys(String sql, String... columns) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        if (columns.length == 0) {
          statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS);
        } else {
          statement.executeUpdate(sql, columns);
        }
        return readAndClose(statement.getGeneratedKeys());
      }
    };
  }

  /** {@code PreparedStatement.executeQuery}. */
  public static Task preparedQuery(String sql, Integer... parameters) {
    return prepared(sql, parameters, statement -> readAndClose(statement.executeQuery()));
  }

  /** {@code PreparedStatement.execute} and {@code getResultSet}. */
  public static Task preparedExecute(String sql, Integer... parameters) {
    return prepared(
        sql,
        parameters,
        statement ->
            statement.execute()
                ? readAndClose(statement.getResultSet())
                : Report.counted(List.of((long) statement.getUpdateCount())));
  }

  /** {@code PreparedStatement.executeUpdate}. */
  public static Task preparedUpdate(String sql, Integer... parameters) {
    return prepared(
        sql, parameters, statement -> Report.counted(List.of((long) statement.executeUpdate())));
  }

  /** {@code PreparedStatement.executeLargeUpdate}. */
  public static Task preparedLargeUpdate(String sql, Integer... parameters) {
    return prepared(
        sql, parameters, statement -> Report.counted(List.of(statement.executeLargeUpdate())));
  }

  /** {@code PreparedStatement.executeBatch}, an execution for each parameter. */
  public static Task preparedBatch(String sql, Integer... parameters) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (Integer parameter : parameters) {
          statement.setInt(1, parameter);
          statement.addBatch();
        }
        return runTwice(statement);
      }
    };
  }

  /** {@code Statement.executeBatch}, and once more if that fails. */
  public static Task batch(String... sql) {
    return connection -> {
      try (Statement statement = connection.createStatement()) {
        for (String text : sql) {
          statement.addBatch(text);
        }
        return runTwice(statement);
      }
    };
  }

  /** A batch, which may fail, then another one on the same statement after {@code clearBatch}. */
  public static Task batchThenAnother(List<String> first, List<String> second) {
    return connection -> {
      List<Report.Failure> failures = new ArrayList<>();
      try (Statement statement = connection.createStatement()) {
        for (String sql : first) {
          statement.addBatch(sql);
        }
        try {
          statement.executeBatch();
        } catch (SQLException thrown) {
          failures.add(Report.Failure.of(thrown));
        }
        statement.clearBatch();
        for (String sql : second) {
          statement.addBatch(sql);
        }
        return new Report("", List.of(), counts(statement.executeBatch()), Map.of(), failures);
      }
    };
  }

  /** Queries on one statement object, of which some may fail. */
  public static Task onOneStatement(String... queries) {
    return connection -> {
      List<Report.Failure> failures = new ArrayList<>();
      List<List<@Nullable String>> rows = new ArrayList<>();
      try (Statement statement = connection.createStatement()) {
        for (String sql : queries) {
          try {
            rows.addAll(readAndClose(statement.executeQuery(sql)).rows());
          } catch (SQLException thrown) {
            failures.add(Report.Failure.of(thrown));
          }
        }
      }
      return new Report("", rows, List.of(), Map.of(), failures);
    };
  }

  /** Statements in a transaction, of which some may fail, and the commit. */
  public static Task inTransaction(String... updates) {
    return connection -> {
      List<Report.Failure> failures = new ArrayList<>();
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        for (String sql : updates) {
          try {
            statement.execute(sql);
          } catch (SQLException thrown) {
            failures.add(Report.Failure.of(thrown));
          }
        }
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
      }
      return Report.failed(failures);
    };
  }

  /** {@code CallableStatement.execute}. */
  public static Task call(String sql) {
    return connection -> {
      try (CallableStatement statement = connection.prepareCall(sql)) {
        return statement.execute()
            ? readAndClose(statement.getResultSet())
            : Report.counted(List.of((long) statement.getUpdateCount()));
      }
    };
  }

  /** Does a task while a system property is {@code true}. */
  public static Task withProperty(String name, Task task) {
    return connection -> {
      System.setProperty(name, "true");
      try {
        return task.run(connection);
      } finally {
        System.clearProperty(name);
      }
    };
  }

  /** Does one task after the other, and returns what the last one saw. */
  public static Task inTurn(Task... tasks) {
    return connection -> {
      Report last = Report.noted(Map.of());
      for (Task task : tasks) {
        last = task.run(connection);
      }
      return last;
    };
  }

  private static Task prepared(String sql, Integer[] parameters, Preparation preparation) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < parameters.length; i++) {
          statement.setInt(i + 1, parameters[i]);
        }
        return preparation.run(statement);
      }
    };
  }

  private static Report runTwice(Statement statement) {
    List<Report.Failure> failures = new ArrayList<>();
    for (int attempt = 1; attempt <= 2; attempt++) {
      try {
        return new Report("", List.of(), counts(statement.executeBatch()), Map.of(), failures);
      } catch (SQLException thrown) {
        failures.add(Report.Failure.of(thrown));
      }
    }
    return Report.failed(failures);
  }

  static List<Long> counts(int[] batch) {
    List<Long> counts = new ArrayList<>();
    for (int count : batch) {
      counts.add((long) count);
    }
    return counts;
  }

  private static Report readAndClose(@Nullable ResultSet results) throws SQLException {
    if (results == null) {
      return Report.noted(Map.of("result", "none"));
    }
    try (results) {
      return read(results);
    }
  }

  static Report read(ResultSet results) throws SQLException {
    int columns = results.getMetaData().getColumnCount();
    List<List<@Nullable String>> rows = new ArrayList<>();
    while (results.next()) {
      List<@Nullable String> row = new ArrayList<>();
      for (int column = 1; column <= columns; column++) {
        row.add(results.getString(column));
      }
      rows.add(row);
    }
    return new Report(results.getClass().getName(), rows, List.of(), Map.of(), List.of());
  }

  private interface Preparation extends java.io.Serializable {
    Report run(PreparedStatement statement) throws SQLException;
  }

  /** The names of the threads that live. */
  public static Task threads() {
    return connection -> {
      Map<String, String> threads = new TreeMap<>();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        threads.put(thread.getName(), thread.getState().name());
      }
      return Report.noted(threads);
    };
  }

  /** The connection's class, to know whose objects the service sees. */
  public static Task connectionClass() {
    return (Connection connection) ->
        Report.noted(Map.of("connection", connection.getClass().getName()));
  }
}
