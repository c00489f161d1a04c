package dev.sluice.agent.service;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Runs one statement in each way that JDBC offers, through each pool. Each statement names itself
 * by an alias or a table, so that it can be told from the others afterwards; what it printed says
 * how many spans there ought to be.
 *
 * <p>Arguments: {@code driver=url} pairs. Prints {@code RAN marker} for each statement.
 */
public final class Ways {
  private static final String PLAIN = "plain";
  private static final List<String> POOLS = List.of(PLAIN, "hikari", "dbcp2", "tomcat");

  private Ways() {}

  public static void main(String[] arguments) throws Exception {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String driver = argument.substring(0, equals);
      String url = argument.substring(equals + 1);
      for (String pool : POOLS) {
        try (Connection connection =
            pool.equals(PLAIN) ? DriverManager.getConnection(url) : Pools.connect(pool, url)) {
          new Run(connection, driver, pool).all();
        }
      }
    }
    System.out.println("END");
  }

  private record Run(Connection connection, String driver, String pool) {
    void all() throws SQLException {
      String table = mark("t");
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE " + table + " (id INT PRIMARY KEY, name VARCHAR(20))");
        ran(table, "create");
        query(statement);
        writes(statement, table);
        batch(statement, table);
      }
      prepared(table);
      call();
    }

    private void query(Statement statement) throws SQLException {
      try (ResultSet rows = statement.executeQuery("SELECT 1 AS " + mark("query"))) {
        rows.next();
      }
      ran(mark("query"), "Statement.executeQuery");
      if (statement.execute("SELECT 1 AS " + mark("execute"))) {
        statement.getResultSet().close();
      }
      statement.getMoreResults();
      ran(mark("execute"), "Statement.execute");
    }

    private void writes(Statement statement, String table) throws SQLException {
      statement.executeUpdate("INSERT INTO " + table + " (id) VALUES (1)");
      ran(table, "Statement.executeUpdate");
      statement.executeUpdate(
          "INSERT INTO " + table + " (id) VALUES (2)", Statement.RETURN_GENERATED_KEYS);
      statement.getGeneratedKeys().close();
      ran(table, "Statement.executeUpdate with keys");
      statement.executeLargeUpdate("UPDATE " + table + " SET name = 'x' WHERE id = 1");
      ran(table, "Statement.executeLargeUpdate");
    }

    private void batch(Statement statement, String table) throws SQLException {
      statement.addBatch("INSERT INTO " + table + " (id) VALUES (11)");
      statement.addBatch("INSERT INTO " + table + " (id) VALUES (12)");
      statement.executeBatch();
      ran(table, "Statement.executeBatch");
    }

    private void prepared(String table) throws SQLException {
      String select = "SELECT id AS " + mark("prepared") + " FROM " + table + " WHERE id = ?";
      try (PreparedStatement statement = connection.prepareStatement(select)) {
        for (int id = 1; id <= 2; id++) {
          statement.setInt(1, id);
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
          }
          ran(mark("prepared"), "PreparedStatement.executeQuery");
        }
        statement.execute();
        ran(mark("prepared"), "PreparedStatement.execute");
      }
      String update = "UPDATE " + table + " SET name = ? WHERE id = ?";
      try (PreparedStatement statement = connection.prepareStatement(update)) {
        statement.setString(1, "y");
        statement.setInt(2, 1);
        statement.executeUpdate();
        ran(table, "PreparedStatement.executeUpdate");
        statement.executeLargeUpdate();
        ran(table, "PreparedStatement.executeLargeUpdate");
        statement.addBatch();
        statement.setInt(2, 2);
        statement.addBatch();
        statement.executeBatch();
        ran(table, "PreparedStatement.executeBatch");
      }
    }

    private void call() throws SQLException {
      String procedure = mark("callable");
      String call = "SELECT 1 AS " + procedure;
      String marker = procedure;
      if (driver.equals("mariadb") || driver.equals("mysql")) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE PROCEDURE " + procedure + "() SELECT 1");
          ran(procedure, "create");
        }
        call = "{call " + procedure + "()}";
        marker = "escape_" + driver;
      }
      try (CallableStatement statement = connection.prepareCall(call)) {
        statement.execute();
        ran(marker, "CallableStatement.execute");
      }
    }

    private String mark(String way) {
      return "w_" + driver + "_" + pool + "_" + way;
    }

    private static void ran(String marker, String way) {
      System.out.println("RAN " + marker + " " + way);
    }
  }
}
