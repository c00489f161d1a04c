package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OwnWork;
import dev.sluice.gate.SqlStates;
import dev.sluice.identity.Caller;
import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlFacts;
import dev.sluice.telling.Objection;
import dev.sluice.telling.SqlComment;
import dev.sluice.telling.Telling;
import dev.sluice.telling.ToldCaller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells PostgreSQL, MySQL and MariaDB for whom a statement is done, before it runs and on its very
 * connection, if the service asks for that: so that the database's own rules, such as PostgreSQL's
 * row security, can ask for it.
 *
 * <p>A statement never runs with what the session was told of another caller. What was told is
 * remembered by {@link Session}, which forgets it whenever it may not hold any more: when a
 * transaction was rolled back, a statement failed, or changed the session. Then, and for another
 * caller, it is told again. What cannot be told is refused, whatever the failure rule says.
 * Thread-safe.
 */
final class CallerTelling {
  private static final Set<String> DRIVERS = Set.of("org.postgresql", "org.mariadb", "com.mysql");

  /** A connection of MySQL's driver to one server, which it does not change. */
  private static final String SINGLE_MYSQL = "com.mysql.cj.jdbc.ConnectionImpl";

  private final Telling telling;
  private final boolean commented;
  private final Supplier<@Nullable String> traceparent;
  private final Failures failures;

  CallerTelling(
      Telling telling,
      boolean commented,
      Supplier<@Nullable String> traceparent,
      Failures failures) {
    this.telling = telling;
    this.commented = commented;
    this.traceparent = traceparent;
    this.failures = failures;
  }

  /** Whether any database is to be told anything. */
  boolean isOn() {
    return telling.isOn();
  }

  /** Whether a database is to be told. */
  boolean tells(Dialect dialect) {
    return telling.tells(dialect);
  }

  /**
   * Whether a database's own rules may ask for the caller, so that nothing may reach its rows of
   * which it cannot be told.
   */
  boolean isJudged(Database database) {
    return telling.isJudged(database);
  }

  /**
   * Before an admitted execution, on each layer; the driver's own tells.
   *
   * @return what to throw in place of the execution; null to go on
   */
  @Nullable SQLException tell(Session session, Statement statement, Admission admission) {
    Dialect dialect = session.database().dialect();
    boolean isUnknown = isOn() && dialect.isGeneric() && DRIVERS.contains(Vendors.of(statement));
    if (!tells(dialect) && !isUnknown) {
      return null;
    }
    try (OwnWork work = OwnWork.begin()) {
      if (statement.isClosed()) { // the driver says so better
        return null;
      }
      if (isUnknown) {
        return untold("its database is not known");
      }
      if (!DRIVERS.contains(Vendors.of(statement))) {
        return RowFiltering.reachesDriver(statement) ? null : untold("its driver is not known");
      }
      Objection objection = Telling.objection(admission.all(), dialect);
      if (objection != null) {
        return Refusals.of(objection);
      }
      if (Telling.readsNothing(admission.all())) {
        return null;
      }
      ToldCaller caller = ToldCaller.of(admission.caller());
      if (caller.equals(session.told())) {
        return null;
      }
      session.tells(caller);
      Connection connection = statement.getConnection();
      if (!isSingle(connection, dialect)) {
        return untold("its connection may lead to several servers");
      }
      send(connection, caller, dialect);
      session.told(caller);
      return null;
    } catch (SQLException problem) {
      if (SqlStates.isOfConnection(problem.getSQLState())) {
        return problem;
      }
      return failed(problem);
    } catch (RuntimeException | LinkageError problem) {
      return failed(problem);
    }
  }

  /**
   * A plain statement's text with a comment that tells for whom it is done. It changes nothing of
   * what the statement does, so that without it the statement runs all the same.
   *
   * @param sql what would be sent
   * @return the text to send
   */
  String commented(String sql, Admission admission) {
    Caller caller = admission.caller();
    SqlFacts facts = admission.facts();
    if (!commented || caller == null || facts == null) {
      return sql;
    }
    try {
      String text = SqlComment.behind(sql, facts, caller, traceparent.get());
      return text == null ? sql : text;
    } catch (RuntimeException | LinkageError problem) {
      failures.count("jdbc.comment", "a statement got no comment", problem);
      return sql;
    }
  }

  private void send(Connection connection, ToldCaller caller, Dialect dialect) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(telling.text(dialect, number -> "?"))) {
      int index = 1;
      for (String value : telling.values(caller, dialect)) {
        statement.setString(index++, value);
      }
      statement.execute();
    }
  }

  /**
   * Whether a connection stays with one server. The drivers of MySQL and MariaDB have some that do
   * not, and a variable stays behind.
   */
  static boolean isSingle(Connection connection, Dialect dialect) throws SQLException {
    if (dialect == Dialect.POSTGRESQL) {
      return true;
    }
    if (Vendors.of(connection).equals("com.mysql")) {
      return connection.getClass().getName().startsWith(SINGLE_MYSQL);
    }
    String url = String.valueOf(connection.getMetaData().getURL());
    int query = url.indexOf('?');
    String hosts = query < 0 ? url : url.substring(0, query);
    return Vendors.of(connection).equals("org.mariadb") && hosts.indexOf(',') < 0;
  }

  private SQLException failed(Throwable problem) {
    failures.count("jdbc.tell_caller", "a database could not be told the caller", problem);
    return untold("the database does not take it");
  }

  /** The refusal of what the database cannot be told the caller of. */
  static SQLException untold(String why) {
    Objection objection = Telling.untold(why);
    return Refusals.of(objection);
  }
}
