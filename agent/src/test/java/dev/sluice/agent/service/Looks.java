package dev.sluice.agent.service;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes down all that a service can see of statements: results and their columns, values in two
 * forms, order, counts, generated keys, warnings, and exceptions with whatever their vendors add.
 * Each line begins with what it is about: {@code column}, {@code row}, {@code count}, {@code
 * warning}, {@code error}.
 */
public final class Looks {
  private static final int MOST_RESULTS = 20;
  private static final int MOST_ROWS = 2_000;

  private Looks() {}

  /** What could leave something behind in the session. */
  private static final Pattern CHANGES_SESSION =
      Pattern.compile(
          "(?i)^(?!select|with|table|values|insert|update|delete|merge|explain)|;|@|lock|temp|insert"
              + "|set_config|setseed|nextval|rows|pg_settings");

  /**
   * Runs groups of statements, each group in three ways, in transactions that are rolled back: as
   * plain statements, as prepared ones, and, if the last one writes, with generated keys. A group
   * that may change its session has a connection of its own.
   *
   * @param keysToo whether generated keys are asked for: PostgreSQL's driver returns whole rows
   * @return what was seen, by the position of the group
   */
  public static Task at(String url, List<List<String>> groups, boolean keysToo) {
    return connection -> {
      Map<String, String> seen = new LinkedHashMap<>();
      Connection shared = DriverManager.getConnection(url);
      try {
        shared.setAutoCommit(false);
        for (int i = 0; i < groups.size(); i++) {
          List<String> group = groups.get(i);
          boolean own = group.size() > 1 || CHANGES_SESSION.matcher(group.get(0)).find();
          if (shared.isClosed()) {
            shared = DriverManager.getConnection(url);
            shared.setAutoCommit(false);
          }
          seen.put(
              String.valueOf(i),
              own ? lookAlone(url, group, keysToo) : look(shared, group, keysToo));
        }
      } finally {
        shared.close();
      }
      return Report.noted(seen);
    };
  }

  private static String lookAlone(String url, List<String> statements, boolean keysToo)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      connection.setAutoCommit(false);
      return look(connection, statements, keysToo);
    }
  }

  private static String look(Connection connection, List<String> statements, boolean keysToo) {
    List<String> lines = new ArrayList<>();
    try {
      inTransaction(connection, lines, "plain", () -> plain(connection, statements, false, lines));
      inTransaction(connection, lines, "prepared", () -> prepared(connection, statements, lines));
      if (keysToo && writes(statements.get(statements.size() - 1))) {
        inTransaction(connection, lines, "keys", () -> plain(connection, statements, true, lines));
      }
    } catch (SQLException thrown) {
      error(thrown, lines);
    }
    return String.join("\n", lines);
  }

  private static boolean writes(String sql) {
    String word = sql.strip().toLowerCase(Locale.ROOT);
    return word.startsWith("insert") || word.startsWith("update") || word.startsWith("delete");
  }

  private interface Steps {
    void run() throws SQLException;
  }

  private static void inTransaction(
      Connection connection, List<String> lines, String way, Steps steps) throws SQLException {
    lines.add("-- " + way);
    try {
      steps.run();
    } catch (SQLException thrown) {
      error(thrown, lines);
    }
    warnings("connection", connection.getWarnings(), lines);
    connection.clearWarnings();
    if (!connection.isClosed()) {
      connection.rollback();
    }
  }

  private static void plain(
      Connection connection, List<String> statements, boolean keys, List<String> lines)
      throws SQLException {
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        int wanted = keys ? Statement.RETURN_GENERATED_KEYS : Statement.NO_GENERATED_KEYS;
        boolean first = statement.execute(sql, wanted);
        if (keys && !first) {
          lines.add("count " + statement.getUpdateCount());
          try (ResultSet generated = statement.getGeneratedKeys()) {
            rows(generated, lines);
          }
          warnings("statement", statement.getWarnings(), lines);
        } else {
          results(statement, first, lines);
        }
      }
    }
  }

  private static void prepared(Connection connection, List<String> statements, List<String> lines)
      throws SQLException {
    for (String sql : statements) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        results(statement, statement.execute(), lines);
      }
    }
  }

  static void results(Statement statement, boolean first, List<String> lines) throws SQLException {
    boolean rows = first;
    for (int i = 0; i < MOST_RESULTS; i++) {
      int count = rows ? -1 : statement.getUpdateCount();
      if (rows) {
        try (ResultSet results = statement.getResultSet()) {
          rows(results, lines);
        }
      } else if (count >= 0) {
        lines.add("count " + count);
      }
      warnings("statement", statement.getWarnings(), lines);
      if (!rows && count < 0) {
        return;
      }
      rows = statement.getMoreResults();
    }
  }

  private static void rows(@Nullable ResultSet results, List<String> lines) throws SQLException {
    if (results == null) {
      lines.add("row none");
      return;
    }
    ResultSetMetaData metaData = results.getMetaData();
    int columns = metaData.getColumnCount();
    for (int i = 1; i <= columns; i++) {
      lines.add(
          "column "
              + metaData.getColumnLabel(i)
              + " "
              + metaData.getColumnTypeName(i)
              + " "
              + metaData.getColumnClassName(i)
              + " "
              + metaData.getPrecision(i)
              + " "
              + metaData.getScale(i)
              + " "
              + metaData.getColumnDisplaySize(i));
    }
    for (int row = 0; row < MOST_ROWS && results.next(); row++) {
      StringBuilder line = new StringBuilder("row");
      for (int i = 1; i <= columns; i++) {
        line.append(" | ").append(value(results, i));
      }
      lines.add(line.toString().replace("\n", "\\n"));
    }
    warnings("result", results.getWarnings(), lines);
  }

  private static String value(ResultSet results, int column) {
    return seen(() -> inWords(results.getObject(column)))
        + (seen(() -> String.valueOf(results.wasNull())).equals("true") ? " NULL " : " = ")
        + seen(() -> String.valueOf(results.getString(column)))
        + (seen(() -> String.valueOf(results.wasNull())).equals("true") ? " NULL" : "");
  }

  private interface Glance {
    String at() throws SQLException;
  }

  private static String seen(Glance glance) {
    try {
      return glance.at();
    } catch (SQLException | RuntimeException thrown) {
      return "!" + thrown.getClass().getName() + ": " + thrown.getMessage();
    }
  }

  private static String inWords(@Nullable Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return "bytes " + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof Array array) {
      return "array " + array;
    }
    if (value instanceof SQLXML xml) {
      return "xml " + xml.getString();
    }
    if (value instanceof java.sql.Blob blob) {
      byte[] bytes = blob.getBytes(1, (int) Math.min(blob.length(), 10_000));
      return "blob " + new String(bytes, StandardCharsets.ISO_8859_1);
    }
    if (value instanceof ResultSet cursor) {
      List<String> lines = new ArrayList<>();
      rows(cursor, lines);
      return "cursor " + lines;
    }
    return value == null ? "null" : value.getClass().getName() + " " + value;
  }

  static void warnings(String of, @Nullable SQLWarning first, List<String> lines) {
    int count = 0;
    for (SQLWarning warning = first;
        warning != null && count < MOST_RESULTS;
        warning = warning.getNextWarning()) {
      lines.add("warning " + of + " " + inWords(warning));
      count++;
    }
  }

  static void error(SQLException first, List<String> lines) {
    int count = 0;
    for (Throwable thrown : first) {
      if (count++ < MOST_RESULTS) {
        lines.add(
            "error "
                + (thrown instanceof SQLException exception
                    ? inWords(exception)
                    : thrown.toString()));
      }
    }
    for (Throwable suppressed : first.getSuppressed()) {
      lines.add("error suppressed " + suppressed);
    }
  }

  /** Also what a vendor's exception tells beyond JDBC, such as PostgreSQL's detail and table. */
  private static String inWords(SQLException exception) {
    Map<String, String> more = new TreeMap<>();
    tell(exception, exception.getClass(), more);
    return exception.getClass().getName()
        + " "
        + exception.getSQLState()
        + " "
        + exception.getErrorCode()
        + " "
        + String.valueOf(exception.getMessage()).replace("\n", "\\n")
        + " "
        + more;
  }

  private static void tell(Object object, Class<?> type, Map<String, String> more) {
    for (Method method : type.getMethods()) {
      boolean vendors =
          method.getName().startsWith("get")
              && method.getParameterCount() == 0
              && !method.getDeclaringClass().getName().startsWith("java.");
      if (!vendors) {
        continue;
      }
      try {
        Object told = method.invoke(object);
        if (told != null && told.getClass().getName().startsWith("org.postgresql.")) {
          tell(told, told.getClass(), more);
        } else {
          more.put(method.getName(), String.valueOf(told).replace("\n", "\\n"));
        }
      } catch (IllegalAccessException | InvocationTargetException untold) {
        more.put(method.getName(), "!" + untold.getClass().getName());
      }
    }
  }
}
