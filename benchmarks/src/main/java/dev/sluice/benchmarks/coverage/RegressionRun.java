package dev.sluice.benchmarks.coverage;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a regression suite's statements in the order of their files, each file in a schema of its
 * own, since only so do they find the tables that they speak of. A statement is accepted if the
 * server runs it, or fails over a row: not if it fails over the text or over what does not exist.
 */
final class RegressionRun implements Jury {
  /** Classes of SQLSTATE: the text is wrong or names what is not there; it is not implemented. */
  private static final Set<String> REJECTIONS = Set.of("42", "3F", "0A");

  private static final Set<String> KEEP_THE_CATALOG =
      Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "VALUES", "EXPLAIN", "MERGE", "SHOW", "FETCH");

  private final PostgresGround server;

  RegressionRun(PostgresGround server) {
    this.server = server;
  }

  @Override
  public void judge(List<CorpusStatement> statements, Tally tally) throws SQLException {
    String origin = "";
    int files = 0;
    @Nullable Connection connection = null;
    Catalog catalog = Catalog.EMPTY;
    try {
      for (CorpusStatement statement : statements) {
        if (connection == null || connection.isClosed() || !origin.equals(statement.origin())) {
          origin = statement.origin();
          close(connection);
          connection = begin("file" + files++);
          catalog = PostgresGround.catalog(connection);
        }
        @Nullable SQLException problem = PostgresGround.run(connection, statement.sql());
        tally.add(statement, isAccepted(problem), Dialect.POSTGRESQL, catalog);
        if (problem == null && mayChangeCatalog(statement.sql()) && !connection.isClosed()) {
          catalog = refreshed(connection, catalog);
        }
      }
    } finally {
      close(connection);
    }
  }

  private Connection begin(String schema) throws SQLException {
    Connection connection = server.open(server.url());
    PostgresGround.run(
        connection,
        "CREATE SCHEMA " + schema,
        "SET search_path = " + schema,
        "SET statement_timeout = '2s'",
        "SET lock_timeout = '1s'");
    return connection;
  }

  private static boolean isAccepted(@Nullable SQLException problem) {
    String state = problem == null ? null : problem.getSQLState();
    return problem == null
        || (state != null && state.length() == 5 && !REJECTIONS.contains(state.substring(0, 2)));
  }

  private static boolean mayChangeCatalog(String sql) {
    String text = sql.stripLeading().toUpperCase(Locale.ROOT);
    while (text.startsWith("--")) {
      int end = text.indexOf('\n');
      text = end < 0 ? "" : text.substring(end).stripLeading();
    }
    int length = 0;
    while (length < text.length() && Character.isLetter(text.charAt(length))) {
      length++;
    }
    return !KEEP_THE_CATALOG.contains(text.substring(0, length)) || text.contains(" INTO ");
  }

  /** The role or the state of the transaction may forbid to look. */
  private static Catalog refreshed(Connection connection, Catalog last) {
    try {
      return PostgresGround.catalog(connection);
    } catch (SQLException forbidden) {
      return last;
    }
  }

  private static void close(@Nullable Connection connection) throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }
}
