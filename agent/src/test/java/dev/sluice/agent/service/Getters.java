package dev.sluice.agent.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a column in each way that JDBC has, and tries what gets round a wrapper. */
public final class Getters {
  private Getters() {}

  /** Calls each getter of {@code ResultSet} for one column, by index and by label. */
  public static Task all(String sql, int index, String label) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      for (Method method : ResultSet.class.getMethods()) {
        Class<?>[] types = method.getParameterTypes();
        if (method.getName().startsWith("get")
            && types.length > 0
            && (types[0] == int.class || types[0] == String.class)) {
          for (Object[] arguments : arguments(types, types[0] == int.class ? index : label)) {
            // Anew for each: some drivers let a value be read once.
            try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
              results.next();
              seen.put(name(method, arguments), call(method, results, arguments));
            }
          }
        }
      }
      return Report.noted(seen);
    };
  }

  /**
   * Ways from a result to the driver's own values: unwrapping, moving, updating, the statement that
   * it came from. Column 2 is the one to see.
   */
  public static Task waysRound(String sql) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      try (Statement statement =
              connection.createStatement(
                  ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
          ResultSet results = statement.executeQuery(sql)) {
        attempt(seen, "previous", () -> results.last() ? results.getString(2) : "");
        attempt(seen, "first", () -> results.first() ? results.getString(2) : "");
        attempt(seen, "unwrap", () -> results.unwrap(ResultSet.class).getString(2));
        Class<?> own = Class.forName(driversClass(connection.getClass().getName()));
        attempt(seen, "unwrap to own", () -> ((ResultSet) results.unwrap(own)).getString(2));
        attempt(
            seen,
            "refresh",
            () -> {
              results.refreshRow();
              return results.getString(2);
            });
        attempt(
            seen,
            "update",
            () -> {
              results.updateString(2, "changed");
              results.updateRow();
              return results.getString(2);
            });
        attempt(seen, "statement", () -> results.getStatement().getResultSet().getString(2));
        attempt(seen, "cursor", () -> results.getCursorName());
      }
      return Report.noted(seen);
    };
  }

  private static String driversClass(String connection) {
    if (connection.startsWith("org.postgresql.")) {
      return "org.postgresql.jdbc.PgResultSet";
    }
    if (connection.startsWith("org.mariadb.")) {
      return "org.mariadb.jdbc.client.result.Result";
    }
    return connection.startsWith("com.mysql.")
        ? "com.mysql.cj.jdbc.result.ResultSetImpl"
        : "org.h2.jdbc.JdbcResultSet";
  }

  private static void attempt(Map<String, String> seen, String way, Attempt attempt) {
    try {
      seen.put(way, String.valueOf(attempt.run()));
    } catch (SQLException | ClassCastException | NullPointerException refused) {
      seen.put(way, String.valueOf(refused));
    }
  }

  private static List<Object[]> arguments(Class<?>[] types, Object column) {
    if (types.length == 1) {
      return List.<Object[]>of(new Object[] {column});
    }
    if (types[1] == Class.class) {
      List<Object[]> each = new ArrayList<>();
      for (Class<?> type :
          List.of(String.class, Object.class, Integer.class, byte[].class, Clob.class)) {
        each.add(new Object[] {column, type});
      }
      return each;
    }
    Object second =
        types[1] == Map.class ? Map.of() : types[1] == int.class ? 2 : Calendar.getInstance();
    return List.<Object[]>of(new Object[] {column, second});
  }

  private static String name(Method method, Object[] arguments) {
    StringBuilder name = new StringBuilder(method.getName()).append('(');
    name.append(method.getParameterTypes()[0].getSimpleName());
    if (arguments.length > 1) {
      name.append(", ")
          .append(
              arguments[1] instanceof Class<?> type
                  ? type.getSimpleName()
                  : method.getParameterTypes()[1].getSimpleName());
    }
    return name.append(')').toString();
  }

  private static String call(Method method, ResultSet results, Object[] arguments) {
    try {
      return text(method.invoke(results, arguments));
    } catch (InvocationTargetException thrown) {
      return String.valueOf(thrown.getCause());
    } catch (IOException | SQLException | ReflectiveOperationException | RuntimeException thrown) {
      return String.valueOf(thrown);
    }
  }

  private static String text(@Nullable Object value) throws IOException, SQLException {
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (value instanceof InputStream stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (value instanceof Reader reader) {
      StringBuilder text = new StringBuilder();
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        text.append((char) c);
      }
      return text.toString();
    }
    if (value instanceof Clob clob) {
      return clob.getSubString(1, (int) clob.length());
    }
    if (value instanceof java.sql.Array array) {
      return Arrays.deepToString((Object[]) array.getArray());
    }
    return String.valueOf(value);
  }

  private interface Attempt {
    @Nullable String run() throws SQLException;
  }
}
