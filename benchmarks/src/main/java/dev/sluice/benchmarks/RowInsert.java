package dev.sluice.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** Inserts an event by a statement that is prepared once, with a commit each time. */
final class RowInsert implements Workload {
  private final Connection connection;
  private final PreparedStatement insert;
  private int next;

  RowInsert(Connection connection) throws SQLException {
    this.connection = connection;
    insert =
        connection.prepareStatement(
            "insert into events (id, account_id, kind, amount) values (?, ?, ?, ?)");
  }

  @Override
  public long once() throws SQLException {
    next++;
    insert.setInt(1, next);
    insert.setInt(2, next % BenchmarkDatabase.ROWS);
    insert.setString(3, "payment");
    insert.setLong(4, next);
    return insert.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    try (Statement statement = connection.createStatement()) {
      statement.execute("truncate table events");
    }
  }
}
