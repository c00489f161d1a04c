package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SqlFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
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
  private static final String PREFIX = "sluice.";
  private static final String VARIABLE_PREFIX = "@sluice_";
  private static final String APPLICATION_NAME = "application_name";

  private static final Set<String> DRIVERS = Set.of("org.postgresql", "org.mariadb", "com.mysql");

  /** A connection of MySQL's driver to one server, which it does not change. */
  private static final String SINGLE_MYSQL = "com.mysql.cj.jdbc.ConnectionImpl";

  /** States in which the driver's own words are what the service needs. */
  private static final String CONNECTION_OR_TRANSACTION = "08 25 40 57";

  private static final Set<Effect> CONTROL =
      EnumSet.of(Effect.BEGIN, Effect.COMMIT, Effect.ROLLBACK, Effect.SAVEPOINT);

  private final DatabaseCallers what;
  private final Failures failures;
  private final String settings;
  private final String variables;

  CallerTelling(DatabaseCallers what, Failures failures) {
    this.what = what;
    this.failures = failures;
    StringJoiner calls = new StringJoiner(", ", "SELECT ", "");
    StringJoiner assignments = new StringJoiner(", ", "SET ", "");
    if (what.told()) {
      for (String name : ToldCaller.NAMES) {
        calls.add("set_config('" + PREFIX + name + "', ?, false)");
        assignments.add(VARIABLE_PREFIX + name + " = ?");
      }
    }
    if (what.named()) {
      calls.add("set_config('" + APPLICATION_NAME + "', ?, false)");
    }
    this.settings = calls.toString();
    this.variables = assignments.toString();
  }

  /** Whether any database is to be told anything. */
  boolean isOn() {
    return what.told() || what.named();
  }

  /** Whether a database is to be told. */
  boolean tells(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> isOn();
      case MYSQL, MARIADB -> what.told();
      case H2, ORACLE, SQLSERVER, ANSI -> false;
    };
  }

  /**
   * Whether a database's own rules may ask for the caller, so that nothing may reach its rows of
   * which it cannot be told.
   */
  boolean isJudged(Database database) {
    return what.told() && tells(database.dialect());
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
      SQLException refusal = refused(admission.all(), dialect);
      if (refusal != null || readsNothing(admission.all())) {
        return refusal;
      }
      ToldCaller caller = ToldCaller.of(admission.caller());
      if (caller.equals(session.told())) {
        return null;
      }
      session.told(null);
      Connection connection = statement.getConnection();
      if (!isSingle(connection, dialect)) {
        return untold("its connection may lead to several servers");
      }
      send(connection, caller, dialect);
      session.told(caller);
      return null;
    } catch (SQLException problem) {
      String state = String.valueOf(problem.getSQLState());
      if (state.length() == 5 && CONNECTION_OR_TRANSACTION.contains(state.substring(0, 2))) {
        return problem;
      }
      return failed(problem);
    } catch (RuntimeException | LinkageError problem) {
      return failed(problem);
    }
  }

  private void send(Connection connection, ToldCaller caller, Dialect dialect) throws SQLException {
    boolean isPostgres = dialect == Dialect.POSTGRESQL;
    try (PreparedStatement telling =
        connection.prepareStatement(isPostgres ? settings : variables)) {
      int index = 1;
      if (what.told()) {
        for (String value : caller.values()) {
          telling.setString(index++, value);
        }
      }
      if (isPostgres && what.named()) {
        telling.setString(index, caller.applicationName());
      }
      telling.execute();
    }
  }

  /**
   * Whether a connection stays with one server. The drivers of MySQL and MariaDB have some that do
   * not, and a variable stays behind.
   */
  private static boolean isSingle(Connection connection, Dialect dialect) throws SQLException {
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

  /** What statements may not do: change what is told, or undo it before they go on. */
  private @Nullable SQLException refused(List<SqlFacts> all, Dialect dialect) {
    boolean several = all.size() > 1;
    for (SqlFacts facts : all) {
      for (SessionChange change : facts.sessionChanges()) {
        if (isOurs(change)) {
          return Refusals.closed(
              "the settings `sluice.*` and variables `@sluice_*` are not for statements to change",
              "Leave them out.");
        }
      }
      boolean undoes =
          facts.effects().contains(Effect.ROLLBACK)
              || (facts.isOpaque() && facts.statements() != 1 && mayRollBack(facts.shape()));
      if (dialect == Dialect.POSTGRESQL && undoes && (several || facts.statements() != 1)) {
        return Refusals.closed(
            "a rollback among several statements takes back for whom the others are done",
            "Send each on its own.");
      }
    }
    return null;
  }

  private static boolean mayRollBack(String shape) {
    String upper = shape.toUpperCase(Locale.ROOT);
    return shape.isEmpty() || upper.contains("ROLLBACK") || upper.contains("ABORT");
  }

  /** A setting whose name is not in the text may be any. */
  private static boolean isOurs(SessionChange change) {
    String name = change.name().toLowerCase(Locale.ROOT);
    return switch (change.kind()) {
      case SETTING -> name.isEmpty() || name.startsWith(PREFIX);
      case VARIABLE -> name.startsWith(VARIABLE_PREFIX);
      case HARMLESS, SCHEMA, ROLE, PREPARED, CURSOR, TEMPORARY, ALL -> false;
    };
  }

  /** Whether what was told does not hold any more when such a statement has run. */
  static boolean mayUndo(SqlFacts facts) {
    if (facts.isOpaque() || facts.effects().contains(Effect.CALL)) {
      return true;
    }
    for (SessionChange change : facts.sessionChanges()) {
      switch (change.kind()) {
        case SETTING, VARIABLE, ALL -> {
          return true;
        }
        case HARMLESS -> {
          if (change.name().equals(APPLICATION_NAME)) {
            return true;
          }
        }
        case SCHEMA, ROLE, PREPARED, CURSOR, TEMPORARY -> {
          // leaves what was told
        }
      }
    }
    return false;
  }

  /**
   * Whether statements only begin or end transactions, or set something: so that nobody's rows are
   * read or changed by them. To tell a session first could be too early: the first query of a
   * transaction fixes what it sees, and a failed one takes no other statement.
   */
  private static boolean readsNothing(List<SqlFacts> all) {
    for (SqlFacts facts : all) {
      boolean sets =
          facts.effects().equals(Set.of(Effect.SET))
              && (facts.operation().equals("SET") || facts.operation().equals("LOCK"))
              && facts.columnsRead().isEmpty()
              && facts.functions().isEmpty();
      if (facts.isOpaque()
          || facts.statements() != 1
          || !(sets || (!facts.effects().isEmpty() && CONTROL.containsAll(facts.effects())))) {
        return false;
      }
    }
    return !all.isEmpty();
  }

  private SQLException failed(Throwable problem) {
    failures.count("jdbc.tell_caller", "a database could not be told the caller", problem);
    return untold("the database does not take it");
  }

  /** The refusal of what the database cannot be told the caller of. */
  static SQLException untold(String why) {
    return Refusals.closed(
        "the database could not be told for whom this statement is done, as " + why, "");
  }
}
