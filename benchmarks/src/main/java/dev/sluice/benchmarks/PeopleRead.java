package dev.sluice.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads all columns of all rows of a table of people. */
final class PeopleRead implements Workload {
  private final Statement statement;
  private final String sql;

  PeopleRead(Connection connection, String table) throws SQLException {
    statement = connection.createStatement();
    sql = "select id, name, email, phone, city from " + table;
  }

  @Override
  public long once() throws SQLException {
    long read = 0;
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        read += rows.getInt(1);
        read += rows.getString(2).length();
        read += rows.getString(3).length();
        read += rows.getString(4).length();
        read += rows.getString(5).length();
      }
    }
    return read;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
