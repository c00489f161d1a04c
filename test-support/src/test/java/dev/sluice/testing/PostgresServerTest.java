package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresServerTest {
  private static PostgresServer server;

  @BeforeAll
  static void start() {
    server = PostgresServer.startLogging();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void servesDatabasesAndRolesWithoutRights() throws SQLException {
    String url = server.createDatabase("shop");
    server.createRole("clerk");
    server.executeOn(url, "CREATE TABLE orders (id int)", "INSERT INTO orders VALUES (7)");

    try (Connection connection = DriverManager.getConnection(server.jdbcUrl("shop", "clerk"));
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT id FROM orders"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void logsEveryStatementThatReachedTheServer() throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT ? :: int, 'prepared'")) {
      statement.execute("SELECT 'over'\n,\n\t'four'\n,'lines'");
      prepared.setInt(1, 3);
      prepared.execute();
    }

    assertThat(server.statementLog())
        .contains("SELECT 'over'\n,\n\t'four'\n,'lines'", "SELECT $1 :: int, 'prepared'")
        .noneMatch(sql -> sql.contains("never sent"))
        .noneMatch(sql -> sql.contains("marker"));
  }

  @Test
  void hasNoLogUnlessAskedFor() {
    try (PostgresServer silent = PostgresServer.start()) {
      assertThatThrownBy(silent::statementLog).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void isGoneAfterClose() {
    PostgresServer other = PostgresServer.start();
    String url = other.jdbcUrl();
    other.execute("SELECT 1");

    other.close();

    assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
  }
}
