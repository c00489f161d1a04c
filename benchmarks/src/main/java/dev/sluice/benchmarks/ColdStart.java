package dev.sluice.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The smallest program with a database: connects, runs three statements and ends. */
final class ColdStart {
  static final String DONE = "done 7";

  private ColdStart() {}

  public static void main(String[] arguments) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:start");
        Statement statement = connection.createStatement()) {
      statement.execute("create table numbers (id int primary key, label varchar(20))");
      statement.execute("insert into numbers (id, label) values (7, 'seven')");
      try (ResultSet rows = statement.executeQuery("select id from numbers where id = 7")) {
        rows.next();
        System.out.println("done " + rows.getInt(1));
      }
    }
  }
}
