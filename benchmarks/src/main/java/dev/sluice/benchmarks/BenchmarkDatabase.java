package dev.sluice.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables that the scenarios work on, in H2 in the memory of this JVM. */
final class BenchmarkDatabase {
  /** The rows of each table. */
  static final int ROWS = 10_000;

  /** Tables of people: alike, but the policy has no mask for the first. */
  static final String PLAIN = "people_plain";

  static final String REDACTED = "people_redacted";
  static final String PARTIAL = "people_partial";

  private BenchmarkDatabase() {}

  /** Opens a database of this name with all tables filled; gone when the connection is closed. */
  static Connection open(String name) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:h2:mem:" + name);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table accounts (id int primary key, owner varchar(40), balance bigint)");
      statement.execute(
          "create table orders (id int primary key, account_id int, total decimal(12, 2))");
      statement.execute(
          "create table events (id int primary key, account_id int, kind varchar(20), amount"
              + " bigint)");
      for (String table : new String[] {PLAIN, REDACTED, PARTIAL}) {
        statement.execute(
            "create table "
                + table
                + " (id int primary key, name varchar(40), email varchar(60), phone varchar(20),"
                + " city varchar(20))");
      }
    }
    fill(connection);
    return connection;
  }

  /** The e-mail address of a person as it stands in the table. */
  static String email(int id) {
    return "person" + id + "@mail.example";
  }

  /** The e-mail address of the person with the id 1, as a query on this connection shows it. */
  static String shownEmail(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select email from " + table + " where id = 1")) {
      row.next();
      return row.getString(1);
    }
  }

  private static void fill(Connection connection) throws SQLException {
    try (PreparedStatement account =
            connection.prepareStatement(
                "insert into accounts (id, owner, balance) values (?, ?, ?)");
        PreparedStatement order =
            connection.prepareStatement(
                "insert into orders (id, account_id, total) values (?, ?, ?)")) {
      for (int id = 0; id < ROWS; id++) {
        insert(account, id, "owner " + id, 100L * id);
        insert(order, id, (id * 7) % ROWS, id % 500);
      }
    }
    for (String table : new String[] {PLAIN, REDACTED, PARTIAL}) {
      try (PreparedStatement person =
          connection.prepareStatement(
              "insert into " + table + " (id, name, email, phone, city) values (?, ?, ?, ?, ?)")) {
        for (int id = 0; id < ROWS; id++) {
          insert(person, id, "Person " + id, email(id), "+49 30 " + (100_000 + id), "Berlin");
        }
      }
    }
  }

  private static void insert(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.executeUpdate();
  }
}
