package dev.sluice.agent.service;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service hears from a database that something went wrong: everything in an exception or a
 * warning that can be read, as one text.
 */
public final class Errors {
  private static final int LONGEST = 20;

  private Errors() {}

  /** What {@code Statement.execute} throws. */
  public static Task ofExecute(String sql) {
    return heard(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  /** What preparing and executing throws. */
  public static Task ofPrepared(String sql) {
    return heard(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
          }
        });
  }

  /** What a batch throws. */
  public static Task ofBatch(String... sql) {
    return heard(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String text : sql) {
              statement.addBatch(text);
            }
            statement.executeBatch();
          }
        });
  }

  /** What a batch of a prepared statement throws, with one parameter each. */
  public static Task ofPreparedBatch(String sql, String... parameters) {
    return heard(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (String parameter : parameters) {
              statement.setString(1, parameter);
              statement.addBatch();
            }
            statement.executeBatch();
          }
        });
  }

  /** What reading a result throws that comes row by row. */
  public static Task ofFetch(String sql) {
    return heard(
        connection -> {
          connection.setAutoCommit(false);
          try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1);
            ResultSet results = statement.executeQuery(sql);
            while (results.next()) {
              results.getObject(1);
            }
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  /** What the commit throws, or the end of the transaction by {@code setAutoCommit}. */
  public static Task ofCommit(String sql, boolean bySetting) {
    return heard(
        connection -> {
          connection.setAutoCommit(false);
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            if (bySetting) {
              connection.setAutoCommit(true);
            } else {
              connection.commit();
            }
          } finally {
            connection.rollback();
            connection.setAutoCommit(true);
          }
        });
  }

  /** The warnings of a statement, its result and its connection. */
  public static Task warnings(String sql) {
    return connection -> {
      Map<String, String> seen = new HashMap<>();
      connection.clearWarnings();
      try (Statement statement = connection.createStatement()) {
        boolean isResult = statement.execute(sql);
        add(seen, "statement", statement.getWarnings());
        add(seen, "connection", connection.getWarnings());
        if (isResult) {
          try (ResultSet results = statement.getResultSet()) {
            add(seen, "result", results.getWarnings());
          }
        }
      }
      return Report.noted(seen);
    };
  }

  private static void add(Map<String, String> seen, String of, @Nullable SQLWarning warning)
      throws SQLException {
    if (warning != null) {
      seen.put(of, everythingOf(warning));
    }
  }

  private static Task heard(Attempt attempt) {
    return connection -> {
      try {
        attempt.run(connection);
        return Report.noted(Map.of());
      } catch (SQLException thrown) {
        Map<String, String> seen = new HashMap<>();
        seen.put("class", thrown.getClass().getName());
        seen.put("state", String.valueOf(thrown.getSQLState()));
        seen.put("code", String.valueOf(thrown.getErrorCode()));
        seen.put("everything", everythingOf(thrown));
        return Report.noted(seen);
      }
    };
  }

  static String everythingOf(SQLException thrown) throws SQLException {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text, true);
    SQLException link = thrown;
    for (int links = 0; link != null && links < LONGEST; links++) {
      link.printStackTrace(out);
      out.println(link);
      getters(link, out, 0);
      link = link.getNextException();
    }
    return text.toString();
  }

  /** All that the getters give, such as the fields of a server's message. */
  private static void getters(Object of, PrintWriter out, int depth) throws SQLException {
    for (Method method : of.getClass().getMethods()) {
      if (method.getName().startsWith("get")
          && method.getParameterCount() == 0
          && !method.getName().equals("getClass")) {
        try {
          Object value = method.invoke(of);
          out.println(method.getName() + ": " + text(value));
          if (value != null && depth == 0 && value.getClass().getName().contains("postgresql")) {
            getters(value, out, 1);
          }
        } catch (IllegalAccessException | InvocationTargetException e) {
          throw new SQLException("cannot call " + method, e);
        }
      }
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value);
  }

  private interface Attempt extends java.io.Serializable {
    void run(Connection connection) throws SQLException;
  }
}
