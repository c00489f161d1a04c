package dev.sluice.jdbc;

import dev.sluice.catalog.SessionQuestion;
import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OwnExceptions;
import dev.sluice.gate.OwnWork;
import dev.sluice.gate.SqlStates;
import dev.sluice.policy.DatabaseRole;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlFacts;
import dev.sluice.telling.DatabaseRoles;
import dev.sluice.telling.Objection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has sessions take the role of the database that the policy gives a caller, before the caller's
 * statement runs, and go back to their own before that of another. What the role of a session is
 * {@link Session} remembers, and forgets whenever it may be another. A statement whose role cannot
 * be taken is refused, whatever the failure rule says. Thread-safe.
 */
final class RoleTaking {
  private final Failures failures;

  RoleTaking(Failures failures) {
    this.failures = failures;
  }

  /**
   * Before an admitted or refused execution, on each layer: the first that reaches the driver's
   * connection takes the role.
   *
   * @param wanted the role of the caller
   * @return whether names may mean something else to the session now, so that the statement must be
   *     read again
   * @throws SQLException what to throw in place of the execution
   */
  boolean take(Session session, Statement statement, Admission admission, DatabaseRole wanted)
      throws SQLException {
    Objection unclear = DatabaseRoles.unclear(wanted);
    if (unclear != null) {
      throw Refusals.of(unclear);
    }
    Dialect dialect = session.database().dialect();
    String without = wanted.without(dialect);
    if (without != null) {
      throw impossible(wanted, without);
    }
    List<SqlFacts> all = admission.known();
    if (DatabaseRoles.mustTake(wanted, session.role(), all, admission.refusal() != null)
        && take(session, statement, wanted, dialect)) {
      return true;
    }
    Objection objection =
        admission.refusal() == null ? DatabaseRoles.objection(all, !wanted.isNone()) : null;
    if (objection != null) {
      throw Refusals.of(objection);
    }
    return false;
  }

  private boolean take(Session session, Statement statement, DatabaseRole wanted, Dialect dialect)
      throws SQLException {
    try (OwnWork work = OwnWork.begin()) {
      if (statement.isClosed()) { // the driver says so better
        return false;
      }
      Connection connection = RowFiltering.driversConnection(statement);
      if (connection == null) {
        throw impossible(wanted, "it cannot be told which driver runs it");
      }
      if (!CallerTelling.isSingle(connection, dialect)) {
        throw impossible(wanted, "its connection may lead to several servers");
      }
      session.role(null);
      if (dialect == Dialect.MARIADB) {
        takeInMariaDb(connection, wanted);
      } else {
        takeInPostgreSql(connection, wanted);
      }
      session.role(wanted.name());
      SessionQuestion.@Nullable Answer answer =
          dialect == Dialect.POSTGRESQL ? SessionQueries.ask(connection, dialect) : null;
      return answer != null && session.seenAs(answer, connection);
    } catch (SQLException problem) {
      throw refused(problem, wanted);
    } catch (RuntimeException | LinkageError problem) {
      throw failed(problem, wanted);
    }
  }

  private static void takeInPostgreSql(Connection connection, DatabaseRole wanted)
      throws SQLException {
    String sql = wanted.isNone() ? DatabaseRoles.POSTGRESQL_RETURN : DatabaseRoles.POSTGRESQL_TAKE;
    try (PreparedStatement taking = connection.prepareStatement(sql)) {
      if (!wanted.isNone()) {
        taking.setString(1, wanted.name());
      }
      taking.execute();
    }
  }

  private static void takeInMariaDb(Connection connection, DatabaseRole wanted)
      throws SQLException {
    if (wanted.isNone()) {
      goBackInMariaDb(connection);
      return;
    }
    try (Statement taking = connection.createStatement()) {
      taking.execute(DatabaseRoles.MARIADB_NOTE);
      taking.execute(DatabaseRoles.mariaDbTake(wanted.name()));
    }
  }

  /** Has a session of MariaDB go back to its own role. */
  static void goBackInMariaDb(Connection connection) throws SQLException {
    try (Statement taking = connection.createStatement()) {
      String own;
      try (ResultSet results = taking.executeQuery(DatabaseRoles.MARIADB_OWN)) {
        results.next();
        own = results.getString(1);
      }
      taking.execute(DatabaseRoles.mariaDbTake(own));
      taking.execute(DatabaseRoles.MARIADB_FORGET);
    }
  }

  private SQLException refused(SQLException problem, DatabaseRole wanted) {
    return OwnExceptions.contains(problem) || SqlStates.isOfConnection(problem.getSQLState())
        ? problem
        : failed(problem, wanted);
  }

  private SQLException failed(Throwable problem, DatabaseRole wanted) {
    failures.count("jdbc.take_role", "a session did not take a role", problem);
    return Refusals.of(DatabaseRoles.notTaken(wanted));
  }

  private static SQLException impossible(DatabaseRole wanted, String why) {
    return Refusals.of(DatabaseRoles.impossible(wanted, why));
  }
}
