package dev.sluice.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Joins two tables by a text that no cache has seen: its literals are others each time. */
final class LiteralJoin implements Workload {
  private static long texts;

  private final Statement statement;

  LiteralJoin(Connection connection) throws SQLException {
    statement = connection.createStatement();
  }

  @Override
  public long once() throws SQLException {
    long text = texts++;
    try (ResultSet rows =
        statement.executeQuery(
            "select o.id, o.total, a.owner from orders o join accounts a on a.id = o.account_id"
                + " where o.id = "
                + text % BenchmarkDatabase.ROWS
                + " and a.owner <> 'nobody "
                + text
                + "' and o.total > -0.25")) {
      long read = 0;
      while (rows.next()) {
        read += rows.getInt(1) + rows.getLong(2) + rows.getString(3).length();
      }
      return read;
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
