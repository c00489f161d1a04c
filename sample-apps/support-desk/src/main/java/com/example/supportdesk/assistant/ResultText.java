package com.example.supportdesk.assistant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;

/** Writes the results of a statement as text: a line of column names, then one line per row. */
final class ResultText {
  private static final int ROWS = 100;

  private ResultText() {}

  /** Runs the SQL and writes all of its results, at most 100 rows of each. */
  static String of(Statement statement, String sql) throws SQLException {
    StringJoiner text = new StringJoiner("\n");
    boolean rows = statement.execute(sql);
    while (rows || statement.getUpdateCount() >= 0) {
      if (rows) {
        try (ResultSet resultSet = statement.getResultSet()) {
          append(resultSet, text);
        }
      } else {
        text.add("Done, rows changed: " + statement.getUpdateCount());
      }
      rows = statement.getMoreResults();
    }
    return text.toString();
  }

  private static void append(ResultSet resultSet, StringJoiner text) throws SQLException {
    int columns = resultSet.getMetaData().getColumnCount();
    StringJoiner names = new StringJoiner(" | ");
    for (int column = 1; column <= columns; column++) {
      names.add(resultSet.getMetaData().getColumnLabel(column));
    }
    text.add(names.toString());
    for (int row = 0; row < ROWS && resultSet.next(); row++) {
      StringJoiner values = new StringJoiner(" | ");
      for (int column = 1; column <= columns; column++) {
        values.add(String.valueOf(resultSet.getString(column)));
      }
      text.add(values.toString());
    }
  }
}
