package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MariaDbServerTest {
  private static MariaDbServer server;

  @BeforeAll
  static void start() {
    server = MariaDbServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void servesBothDrivers() throws SQLException {
    String url = server.createDatabase("shop");
    server.executeOn(url, "CREATE TABLE orders (id int)", "INSERT INTO orders VALUES (7)");

    for (String driverUrl : new String[] {url, server.mySqlUrl("shop")}) {
      try (Connection connection = DriverManager.getConnection(driverUrl);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT id FROM orders")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(7);
      }
    }
  }

  @Test
  void logsEveryStatementThatReachedTheServer() throws SQLException {
    String url = server.jdbcUrl("") + "&useServerPrepStmts=true";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT ?, 'prepared'")) {
      statement.execute("SELECT 'over'\n,\n\t'four'\n,'lines'");
      prepared.setInt(1, 3);
      prepared.execute();
    }

    assertThat(server.statementLog())
        .contains("SELECT 'over'\n,\n\t'four'\n,'lines'", "SELECT 3, 'prepared'")
        .noneMatch(sql -> sql.contains("never sent"))
        .noneMatch(sql -> sql.contains("marker"));
  }

  @Test
  void isGoneAfterClose() {
    MariaDbServer other = MariaDbServer.start();
    String url = other.jdbcUrl("");
    other.execute("SELECT 1");

    other.close();

    assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
  }
}
