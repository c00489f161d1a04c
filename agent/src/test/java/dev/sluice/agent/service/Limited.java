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

/** What a service does under limits. */
public final class Limited {
  private Limited() {}

  /** Queries on one statement object, with what its settings read after each of them. */
  public static Task settingsAfter(int own, String... queries) {
    return connection -> {
      List<Report.Failure> failures = new ArrayList<>();
      Map<String, String> seen = new TreeMap<>();
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(own);
        for (int i = 0; i < queries.length; i++) {
          try (ResultSet results = statement.executeQuery(queries[i])) {
            results.next();
          } catch (SQLException thrown) {
            failures.add(Report.Failure.of(thrown));
          }
          seen.put(
              "after " + i,
              statement.getQueryTimeout() + " s, " + statement.getMaxRows() + " rows");
        }
      }
      return new Report("", List.of(), List.of(), seen, failures);
    };
  }

  /** The value of each row by way of a scrollable result, from its end. */
  public static Task backwards(String sql) {
    return connection -> {
      List<List<@Nullable String>> rows = new ArrayList<>();
      Map<String, String> seen = new TreeMap<>();
      try (PreparedStatement statement = scrollable(connection, sql);
          ResultSet results = statement.executeQuery()) {
        results.afterLast();
        while (results.previous()) {
          rows.add(List.of(String.valueOf(results.getString(1))));
        }
        seen.put("last", results.last() + " " + results.getRow() + " " + results.isLast());
        seen.put("absolute", results.absolute(-1) + " " + results.getRow());
        seen.put("beyond", results.absolute(5) + " " + results.isAfterLast());
      }
      return new Report("", rows, List.of(), seen, List.of());
    };
  }

  private static PreparedStatement scrollable(Connection connection, String sql)
      throws SQLException {
    return connection.prepareStatement(
        sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
  }

  /** How a result answers to what its driver's class implements. */
  public static Task typed(String sql) {
    return connection -> {
      Map<String, String> seen = new TreeMap<>();
      try (Statement statement = connection.createStatement();
          ResultSet results = statement.executeQuery(sql)) {
        results.next();
        seen.put("int", String.valueOf(results.getInt(1)));
        seen.put("long", String.valueOf(results.getLong("id")));
        seen.put("object", String.valueOf(results.getObject(1, Integer.class)));
        seen.put("statement", String.valueOf(results.getStatement() != null));
        seen.put("column", results.getMetaData().getColumnLabel(1));
      }
      return Report.noted(seen);
    };
  }
}
