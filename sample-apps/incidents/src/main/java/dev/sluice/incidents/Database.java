package dev.sluice.incidents;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a database holds, as its administrator sees it. */
final class Database {
  private static final String TABLES =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = ";
  private static final String RIGHTS =
      "SELECT relname, relacl FROM pg_class WHERE relacl IS NOT NULL AND relnamespace ="
          + " 'public'::regnamespace";

  private final String url;
  private final boolean postgres;

  Database(String url) {
    this.url = url;
    this.postgres = url.startsWith("jdbc:postgresql:");
  }

  String url() {
    return url;
  }

  /** All rows of all tables, sorted, by the tables' names; and who may do what with them. */
  Map<String, List<String>> state() {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      Map<String, List<String>> state = new TreeMap<>();
      String schema = postgres ? "'public'" : "DATABASE()";
      for (String table : rows(statement, TABLES + schema)) {
        state.put(table, rows(statement, "SELECT * FROM " + table));
      }
      if (postgres && !state.isEmpty()) {
        state.put("(rights)", rows(statement, RIGHTS));
      }
      return state;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read " + url, e);
    }
  }

  private static List<String> rows(Statement statement, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          values.add(String.valueOf(result.getString(column)));
        }
        rows.add(String.join("|", values));
      }
    }
    Collections.sort(rows);
    return rows;
  }

  /** What is different between two states, a line for each table; empty if nothing is. */
  static List<String> changes(Map<String, List<String>> before, Map<String, List<String>> after) {
    List<String> changes = new ArrayList<>();
    before.forEach(
        (table, rows) -> {
          List<String> now = after.get(table);
          if (now == null) {
            changes.add("table " + table + " is gone");
          } else if (now.size() != rows.size()) {
            changes.add(table + ": " + rows.size() + " rows, now " + now.size());
          } else if (!now.equals(rows)) {
            changes.add(table + ": other values");
          }
        });
    after.keySet().stream()
        .filter(table -> !before.containsKey(table))
        .forEach(table -> changes.add("table " + table + " is new"));
    return changes;
  }
}
