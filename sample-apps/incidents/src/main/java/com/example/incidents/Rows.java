package com.example.incidents;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Runs SQL and tells what came of it as text. */
final class Rows {
  private Rows() {}

  static String of(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      return of(statement, sql);
    }
  }

  static String of(Statement statement, String sql) throws SQLException {
    if (!statement.execute(sql)) {
      return statement.getUpdateCount() + " rows changed";
    }
    StringBuilder text = new StringBuilder();
    try (ResultSet rows = statement.getResultSet()) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int column = 1; column <= columns; column++) {
          text.append(rows.getString(column)).append(column == columns ? '\n' : '|');
        }
      }
    }
    return text.toString();
  }
}
