package dev.sluice.benchmarks.coverage;

import dev.sluice.jdbc.CatalogQueries;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An embedded PostgreSQL with a database for each schema of the corpora. */
final class PostgresGround implements AutoCloseable {
  /** "syntax error" of the manual's appendix A. */
  private static final String SYNTAX_ERROR = "42601";

  private final PostgresServer server = PostgresServer.start();

  /** Creates a database and runs a script, statement by statement, in it. */
  Connection create(String name, List<String> script) throws SQLException {
    String url = server.createDatabase(name);
    server.executeOn(url, script.toArray(String[]::new));
    return open(url);
  }

  /** Opens a connection on which an error does not end the transaction. */
  Connection open(String url) throws SQLException {
    return DriverManager.getConnection(url + "&autosave=always");
  }

  String url() {
    return server.jdbcUrl();
  }

  static Catalog catalog(Connection connection) throws SQLException {
    return Objects.requireNonNull(CatalogQueries.read(connection, Dialect.POSTGRESQL));
  }

  /** Prepares a query or a change of rows, without running it. */
  static @Nullable SQLException prepare(Connection connection, String sql) {
    return run(connection, "PREPARE sluice_trial AS " + sql, "DEALLOCATE ALL");
  }

  /** Whether the grammar knows a statement, of whatever kind. */
  static boolean isInGrammar(Connection connection, String sql) {
    SQLException problem = parse(connection, sql);
    if (problem != null && SYNTAX_ERROR.equals(problem.getSQLState()) && sql.indexOf('?') >= 0) {
      // the driver, not the server, knows ? as a parameter
      problem = parse(connection, sql.replace("?", "$1"));
    }
    return problem == null || !SYNTAX_ERROR.equals(problem.getSQLState());
  }

  /** The server parses a function's body when the function is created, and runs none of it. */
  private static @Nullable SQLException parse(Connection connection, String sql) {
    return run(
        connection,
        "CREATE FUNCTION pg_temp.sluice_trial() RETURNS void LANGUAGE sql AS $sluice$"
            + sql
            + "$sluice$",
        "DROP FUNCTION IF EXISTS pg_temp.sluice_trial()");
  }

  /** Executes statements until one fails. */
  static @Nullable SQLException run(Connection connection, String... statements) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      return null;
    } catch (SQLException problem) {
      return problem;
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
