package dev.sluice.jdbc;

import dev.sluice.catalog.SessionQuestion;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OwnWork;
import dev.sluice.gate.SqlStates;
import dev.sluice.sql.Dialect;
import dev.sluice.telling.Telling;
import java.lang.StackWalker.StackFrame;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what a session was told of a caller, and the role that it took for one, when its
 * connection goes back to its pool: so that nothing of anybody stays there while the pool holds it.
 *
 * <p>Pools clear the warnings of the driver's connection when they take it back, after they have
 * rolled back what was not committed, and before anybody else can get it. What cannot be taken back
 * then stays until the next statement is told, as it does where no pool is known. Thread-safe.
 */
final class TakingBack {
  private static final String IDLE = "IDLE";
  private static final String OPEN = "OPEN";
  private static final String CLEAR_WARNINGS = "clearWarnings";
  private static final int MOST_MILLIS = 5_000;

  /** By which method of which class each pool takes a connection back. */
  private static final Map<String, Set<String>> RETURNS =
      Map.of(
          "close", Set.of("com.zaxxer.hikari.pool.ProxyConnection"),
          "passivateObject",
              Set.of(
                  "org.apache.commons.dbcp2.PoolableConnectionFactory",
                  "org.apache.tomcat.dbcp.dbcp2.PoolableConnectionFactory"),
          "returnConnection", Set.of("org.apache.tomcat.jdbc.pool.ConnectionPool"),
          "invoke", Set.of("org.postgresql.ds.PGPooledConnection$ConnectionHandler"),
          "reset", Set.of("org.mariadb.jdbc.Connection"));

  /** With frames of reflection: a proxy's handler passes the service's own calls on by it. */
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.SHOW_REFLECT_FRAMES);

  private final Telling telling;
  private final Failures failures;

  TakingBack(Telling telling, Failures failures) {
    this.telling = telling;
    this.failures = failures;
  }

  /** The warnings of a driver's connection were cleared. Never throws. */
  void warningsCleared(Session session, Connection connection) {
    if (session.holds() && WALKER.walk(TakingBack::isReturn)) {
      takeBack(session, connection);
    }
  }

  /**
   * A driver's connection goes back to its pool. Never throws, and waits for the database for a
   * bounded time.
   */
  void takeBack(Session session, Connection connection) {
    if (!telling.isTakenBack() || !session.holds()) {
      return;
    }
    try (OwnWork work = OwnWork.begin()) {
      bounded(session, connection);
    } catch (SQLException problem) {
      session.forgetCaller();
      if (!SqlStates.isOfConnection(problem.getSQLState())) {
        failed(problem);
      }
    } catch (RuntimeException | ReflectiveOperationException | LinkageError problem) {
      session.forgetCaller();
      failed(problem);
    }
  }

  private void failed(Throwable problem) {
    failures.count("jdbc.take_back", "a pool keeps what a session was told of a caller", problem);
  }

  private static boolean isReturn(Stream<StackFrame> frames) {
    return frames
        .dropWhile(frame -> !frame.getMethodName().equals(CLEAR_WARNINGS))
        .dropWhile(frame -> frame.getMethodName().equals(CLEAR_WARNINGS))
        .findFirst()
        .map(
            frame ->
                RETURNS
                    .getOrDefault(frame.getMethodName(), Set.of())
                    .contains(frame.getClassName()))
        .orElse(false);
  }

  private void bounded(Session session, Connection connection)
      throws SQLException, ReflectiveOperationException {
    boolean isPostgres = session.database().dialect() == Dialect.POSTGRESQL;
    String state = isPostgres ? transactionState(connection) : IDLE;
    if (!state.equals(IDLE) && !state.equals(OPEN)) {
      return;
    }
    int before = connection.getNetworkTimeout();
    boolean bounds = before == 0 || before > MOST_MILLIS;
    if (bounds) {
      connection.setNetworkTimeout(Runnable::run, MOST_MILLIS);
    }
    // nothing is under way that this could commit, and PostgreSQL would begin it with our statement
    boolean itself = isPostgres && state.equals(IDLE) && !connection.getAutoCommit();
    try {
      if (itself) {
        connection.setAutoCommit(true);
      }
      send(session, connection);
      session.tookBack(state.equals(IDLE));
    } finally {
      if (!connection.isClosed()) {
        if (itself) {
          connection.setAutoCommit(false);
        }
        if (bounds) {
          connection.setNetworkTimeout(Runnable::run, before);
        }
      }
    }
  }

  private void send(Session session, Connection connection) throws SQLException {
    Dialect dialect = session.database().dialect();
    String sql = telling.takenBack(dialect, session.tookRole());
    if (!sql.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.execute();
      }
    }
    if (session.tookRole() && dialect == Dialect.MARIADB) {
      RoleTaking.goBackInMariaDb(connection);
    }
    if (session.tookRole() && dialect == Dialect.POSTGRESQL) {
      SessionQuestion.@Nullable Answer answer = SessionQueries.ask(connection, dialect);
      if (answer != null) {
        session.seenAs(answer, connection);
      }
    }
  }

  /** What pgjdbc knows of its transaction, which JDBC has no method for. */
  private static String transactionState(Connection connection)
      throws ReflectiveOperationException {
    return String.valueOf(
        connection.getClass().getMethod("getTransactionState").invoke(connection));
  }
}
