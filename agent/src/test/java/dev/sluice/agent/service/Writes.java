package dev.sluice.agent.service;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ways to store what was read before, each as a mapper of rows to objects would do it. */
public final class Writes {
  private Writes() {}

  /** Sets parameters with {@code setObject}; null with {@code setNull} of VARCHAR. */
  public static Task update(String sql, @Nullable Object... parameters) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        set(statement, parameters);
        return Report.counted(List.of((long) statement.executeUpdate()));
      }
    };
  }

  /** One {@code setString} with something else first, which the second replaces. */
  public static Task updateReplaced(String sql, String first, String second) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, first);
        statement.setString(1, second);
        return Report.counted(List.of((long) statement.executeUpdate()));
      }
    };
  }

  /** Sets, clears and sets again. */
  public static Task updateCleared(String sql, String first, String second) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, first);
        statement.clearParameters();
        statement.setString(1, second);
        return Report.counted(List.of((long) statement.executeUpdate()));
      }
    };
  }

  /** A batch of rows. */
  public static Task batch(String sql, List<List<Object>> rows) {
    return connection -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (List<Object> row : rows) {
          set(statement, row.toArray());
          statement.addBatch();
        }
        return Report.counted(Tasks.counts(statement.executeBatch()));
      }
    };
  }

  /** Runs a batch of one row, once more after its failure, and cleared without any. */
  public static Task batchTwice(String sql, String value) {
    return connection -> {
      List<Report.Failure> failures = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, value);
        statement.addBatch();
        for (int attempt = 0; attempt < 2; attempt++) {
          try {
            statement.executeBatch();
          } catch (SQLException thrown) {
            failures.add(Report.Failure.of(thrown));
          }
        }
        statement.clearBatch();
        statement.executeBatch();
      }
      return Report.failed(failures);
    };
  }

  /** Reads a row's columns with {@code getObject}, and sends them as they came, the id last. */
  public static Task readAndWriteBack(String select, String update) {
    return connection -> {
      try (PreparedStatement read = connection.prepareStatement(select);
          ResultSet results = read.executeQuery();
          PreparedStatement write = connection.prepareStatement(update)) {
        results.next();
        for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
          Object value = results.getObject(i);
          if (value == null) {
            write.setNull(i, results.getMetaData().getColumnType(i));
          } else {
            write.setObject(i, value);
          }
        }
        return Report.counted(List.of((long) write.executeUpdate()));
      }
    };
  }

  private static void set(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      Object value = parameters[i];
      if (value == null) {
        statement.setNull(i + 1, Types.VARCHAR);
      } else if (value instanceof String text) {
        statement.setString(i + 1, text);
      } else if (value instanceof Integer number) {
        statement.setInt(i + 1, number);
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }
}
