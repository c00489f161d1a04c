package com.example.incidents;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Tools that hand SQL of a model to the database, guarded in the ways that were got round. */
final class SqlTool {
  private final DataSource database;

  SqlTool(DataSource database) {
    this.database = database;
  }

  /** Not guarded. */
  @Tool("Runs SQL and returns the rows as text.")
  String runSql(@P("sql") String sql) {
    try {
      return Rows.of(database, sql);
    } catch (SQLException e) {
      return "Error: " + e.getMessage();
    }
  }

  /** In a transaction that is read-only, and rolled back. */
  @Tool("Reads from the database.")
  String readInTransaction(@P("sql") String sql) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN TRANSACTION READ ONLY");
      try {
        return Rows.of(statement, sql);
      } finally {
        statement.execute("ROLLBACK");
      }
    } catch (SQLException e) {
      return "Error: " + e.getMessage();
    }
  }

  /** On a connection that says to be read-only. */
  @Tool("Reads from the database.")
  String readQuery(@P("sql") String sql) {
    try (Connection connection = database.getConnection()) {
      connection.setReadOnly(true);
      try (Statement statement = connection.createStatement()) {
        return Rows.of(statement, sql);
      }
    } catch (SQLException e) {
      return "Error: " + e.getMessage();
    }
  }

  /** Checks the query, and puts before it what it did not check. */
  @Tool("Reads from a schema.")
  String readFromSchema(@P("schema") String schema) {
    String query = "SELECT count(*) FROM orders";
    if (query.contains(";")) {
      return "Error: one statement only";
    }
    return runSql("SET search_path TO " + schema + "; " + query);
  }
}
