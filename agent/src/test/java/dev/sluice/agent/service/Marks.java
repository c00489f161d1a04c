package dev.sluice.agent.service;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements that mark in a trace where something begins and ends. */
final class Marks {
  private Marks() {}

  static void begin(Connection connection, String... first) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : first) {
        statement.execute(sql);
      }
      statement.executeQuery("SELECT 1 AS begin_here").close();
    }
  }

  static void end(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT 1 AS end_here").close();
    }
  }
}
