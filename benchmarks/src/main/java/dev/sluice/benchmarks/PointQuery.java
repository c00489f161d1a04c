package dev.sluice.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads one account by its primary key; prepares and closes the statement each time. */
final class PointQuery implements Workload {
  private final Connection connection;
  private int next;

  PointQuery(Connection connection) {
    this.connection = connection;
  }

  @Override
  public long once() throws SQLException {
    next = (next + 1) % BenchmarkDatabase.ROWS;
    try (PreparedStatement statement =
        connection.prepareStatement("select owner, balance from accounts where id = ?")) {
      statement.setInt(1, next);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1).length() + row.getLong(2);
      }
    }
  }

  @Override
  public void close() {}
}
