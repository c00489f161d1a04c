package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.OrmCall;
import dev.sluice.gate.OrmCalls;
import dev.sluice.gate.OwnExceptions;
import dev.sluice.gate.OwnWork;
import dev.sluice.gate.WithheldText;
import dev.sluice.policy.Database;
import dev.sluice.sql.SessionState;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where all advice arrives. Nothing thrown in here reaches the service but a refusal: what goes
 * wrong is counted, and the failure rule says whether the statement runs.
 */
final class JdbcCalls {
  /** The method of a statement that is there to be called while another thread runs it. */
  private static final String OF_ANOTHER_THREAD = "cancel";

  private static volatile @Nullable JdbcCollaborators collaborators;

  private JdbcCalls() {}

  /** Starts to govern; before, every call passes. */
  static void start(JdbcCollaborators jdbc) {
    collaborators = jdbc;
  }

  /** Before a plain statement runs a text. */
  static @Nullable Object enter(Object target, @Nullable String sql) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || !(target instanceof Statement statement)) {
      return null;
    }
    try {
      List<String> texts = sql == null ? List.of() : List.of(sql);
      return StatementScope.enter(jdbc, statement, null, texts, 1, false);
    } catch (Throwable problem) {
      return afterFailure(jdbc, statement, problem);
    }
  }

  /** Before a prepared statement runs. */
  static @Nullable Object enterPrepared(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || !(target instanceof PreparedStatement statement)) {
      return null;
    }
    try {
      StatementState state = jdbc.statements().find(statement);
      return state == null
          ? StatementScope.enter(jdbc, statement, null, List.of(), 1, false)
          : StatementScope.enter(
              jdbc, statement, state.preparedIn(), state.preparedText(), 1, false);
    } catch (Throwable problem) {
      return afterFailure(jdbc, statement, problem);
    }
  }

  /** Before a batch runs. */
  static @Nullable Object enterBatch(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || !(target instanceof Statement statement)) {
      return null;
    }
    try {
      StatementState state = jdbc.statements().find(statement);
      if (state == null) {
        return StatementScope.enter(jdbc, statement, null, List.of(), 0, true);
      }
      Object entered = enterBatch(jdbc, statement, state);
      if (!(entered instanceof Throwable)) {
        // A refused batch stays in the driver, and so must stay here.
        state.clearBatch();
      }
      return entered;
    } catch (Throwable problem) {
      return afterFailure(jdbc, statement, problem);
    }
  }

  private static @Nullable Object enterBatch(
      JdbcCollaborators jdbc, Statement statement, StatementState state) {
    OrmCall call = state.batchCall();
    try (OrmCalls.Frame frame = call == null ? null : OrmCalls.openShown(() -> call)) {
      return StatementScope.enter(
          jdbc, statement, state.preparedIn(), state.batchTexts(), state.batchSize(), true);
    }
  }

  /**
   * After an execution.
   *
   * @param entered what the enter method returned
   * @return the result set to hand out in place of the driver's, or a {@code Throwable} to throw,
   *     or null to leave what happened
   */
  static @Nullable Object exit(
      @Nullable Object entered, @Nullable Object returned, @Nullable Throwable thrown) {
    if (entered instanceof Throwable refusal) {
      return refusal;
    }
    if (!(entered instanceof StatementScope scope)) {
      return null;
    }
    try {
      return scope.leave(returned, thrown);
    } catch (SQLException refusal) {
      return refusal;
    } catch (Throwable problem) {
      StatementScope.forgetAll();
      return withheld(problem, "jdbc.mask");
    }
  }

  /**
   * Before a statement is prepared.
   *
   * @return at index 0 what to end after it, at index 1 the text to prepare; null if there is
   *     nothing to do
   */
  static Object @Nullable [] prepare(Object target, String method, @Nullable String sql) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null
        || sql == null
        || OwnWork.isRunning()
        || !(target instanceof Connection connection)) {
      return null;
    }
    try {
      RowFiltering.Preparation preparation = RowFiltering.prepare(jdbc, connection, method, sql);
      return preparation == null ? null : new Object[] {preparation, preparation.sent()};
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.filter", "a statement was prepared without a filter", problem);
      return null;
    }
  }

  /**
   * After a statement was prepared, or could not be.
   *
   * @param entered what {@link #prepare} returned
   */
  static void prepared(
      Object @Nullable [] entered, @Nullable Object returned, @Nullable String sql) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null) {
      return;
    }
    RowFiltering.Preparation preparation =
        entered != null && entered[0] instanceof RowFiltering.Preparation begun ? begun : null;
    try {
      String written = preparation == null ? sql : preparation.sql();
      if (written != null && returned instanceof PreparedStatement statement) {
        jdbc.statements().prepared(statement, written, state(jdbc, statement));
      }
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.prepare", "a prepared statement is not known", problem);
    } finally {
      if (preparation != null) {
        RowFiltering.prepared(jdbc, preparation, returned);
      }
    }
  }

  /** What is known of the session; its text must not get lost if that is nothing. */
  private static SessionState state(JdbcCollaborators jdbc, Statement statement) {
    try {
      return jdbc.connections().of(statement).state();
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.connection", "cannot tell where a connection leads", problem);
      return SessionState.UNKNOWN;
    }
  }

  /**
   * Before a text is added to a batch.
   *
   * @return at index 0 that text, at index 1 what to add in place of it; null if it is added itself
   */
  static Object @Nullable [] addingBatch(Object target, @Nullable String sql) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null
        || sql == null
        || OwnWork.isRunning()
        || !(target instanceof Statement statement)) {
      return null;
    }
    try {
      return new Object[] {sql, RowFiltering.addBatch(jdbc, statement, sql)};
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.filter", "a batch was filled without a filter", problem);
      return null;
    }
  }

  /**
   * Before the parameters of a prepared statement are added to its batch.
   *
   * @return the refusal to throw; null to let the driver go on
   */
  static @Nullable Object addingBatch(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null
        || !RowFiltering.isUsed()
        || OwnWork.isRunning()
        || !(target instanceof PreparedStatement statement)) {
      return null;
    }
    StatementState state = jdbc.statements().find(statement);
    if (state == null) {
      return null;
    }
    try {
      RowFiltering.addBatch(jdbc, statement, state);
      return null;
    } catch (SQLException refusal) {
      return refusal;
    } catch (Throwable problem) {
      return afterFailure(jdbc, statement, problem);
    }
  }

  /**
   * After something was added to a batch.
   *
   * @param entered what {@link #addingBatch(Object, String)} returned
   * @param text what was handed to the driver; null for parameters
   */
  static void addBatch(Object target, Object @Nullable [] entered, @Nullable String text) {
    JdbcCollaborators jdbc = collaborators;
    String sql = entered == null ? text : (String) entered[0];
    String sent = entered == null ? text : (String) entered[1];
    if (jdbc == null || !(target instanceof Statement statement)) {
      return;
    }
    try {
      if (sql == null || sent == null) {
        jdbc.statements().state(statement).addBatch();
      } else {
        jdbc.statements().state(statement).addBatch(sql, sent);
      }
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.batch", "a batch is not fully known", problem);
      jdbc.statements().closed(statement);
    }
  }

  /**
   * Before a setter of a prepared statement.
   *
   * @return the index to set in place of the service's; 0 to leave it
   */
  static int parameterIndex(Object target, int index) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || index < 1 || !RowFiltering.isUsed() || OwnWork.isRunning()) {
      return 0;
    }
    FilteredParameters filtered = filtered(jdbc, target);
    return filtered == null ? 0 : filtered.beginSetter(index);
  }

  /** After a setter whose index was another: the service's; 0 if another setter called it. */
  static int ownIndex(Object target) {
    JdbcCollaborators jdbc = collaborators;
    FilteredParameters filtered = jdbc == null ? null : filtered(jdbc, target);
    return filtered == null ? 0 : filtered.endSetter();
  }

  private static @Nullable FilteredParameters filtered(JdbcCollaborators jdbc, Object target) {
    StatementState state =
        target instanceof Statement statement ? jdbc.statements().find(statement) : null;
    return state == null ? null : state.filtered();
  }

  /**
   * After {@code getParameterMetaData}.
   *
   * @return what to return in place of it; null to leave it
   */
  static @Nullable Object parameters(Object target, @Nullable Object returned) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null
        || !RowFiltering.isUsed()
        || !(returned instanceof ParameterMetaData all)
        || all instanceof ShownParameters) {
      return null;
    }
    FilteredParameters filtered = filtered(jdbc, target);
    return filtered == null ? null : new ShownParameters(all, filtered.text());
  }

  /** After a setter of a prepared statement. */
  static void parameterSet(
      Object target, String setter, int index, @Nullable Object value, @Nullable Object type) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || !(target instanceof PreparedStatement statement)) {
      return;
    }
    try {
      if (jdbc.gate().guardsWrites() && !OwnWork.isRunning()) {
        jdbc.statements().state(statement).parameters().set(setter, index, value, type);
      }
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.parameter", "a parameter is not known", problem);
      jdbc.statements().parameterUnknown(statement, index);
    }
  }

  /** After the parameters of a prepared statement were cleared. */
  static void parametersCleared(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || !(target instanceof PreparedStatement statement)) {
      return;
    }
    StatementState state = jdbc.statements().find(statement);
    if (state != null) {
      state.parameters().clear();
    }
  }

  static void clearBatch(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || !(target instanceof Statement statement)) {
      return;
    }
    StatementState state = jdbc.statements().find(statement);
    if (state != null) {
      state.clearBatch();
    }
  }

  /**
   * After {@code getResultSet}.
   *
   * @return as of {@link #exit}
   */
  static @Nullable Object results(Object target, @Nullable Object returned) {
    return shown(target, returned, "jdbc.results", Masking::results);
  }

  /**
   * After {@code getGeneratedKeys}.
   *
   * @return as of {@link #exit}
   */
  static @Nullable Object generatedKeys(Object target, @Nullable Object returned) {
    return shown(target, returned, "jdbc.generated_keys", Masking::generatedKeys);
  }

  private static @Nullable Object shown(
      Object target, @Nullable Object returned, String site, Masked masks) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null
        || OwnWork.isRunning()
        || !(target instanceof Statement statement)
        || !(returned instanceof ResultSet results)) {
      return null;
    }
    try {
      ResultSet counted = counted(jdbc, statement, results);
      Admission admission = lastMasked(jdbc, statement);
      ResultSet masked =
          admission == null || admission.masks().isEmpty()
              ? null
              : masks.view(jdbc.masking(), counted, admission);
      return replacement(results, counted, masked);
    } catch (SQLException refusal) {
      return refusal;
    } catch (Throwable problem) {
      return withheld(problem, site);
    }
  }

  /** How a result is masked; null if it is not. */
  private interface Masked {
    @Nullable ResultSet view(Masking masking, ResultSet results, Admission admission)
        throws SQLException;
  }

  private static ResultSet counted(JdbcCollaborators jdbc, Statement statement, ResultSet results)
      throws SQLException {
    StatementState state = jdbc.statements().find(statement);
    if (state != null && state.leftUnclear()) {
      throw Refusals.closed(
          "the last execution failed, and what it left is not handed out", "Execute it again.");
    }
    return LimitedResultSets.over(results, state == null ? null : state.allowance());
  }

  /** What to hand out in place of a driver's result set; null if it is handed out itself. */
  @SuppressWarnings("ReferenceEquality") // the very object
  static @Nullable ResultSet replacement(
      ResultSet results, ResultSet counted, @Nullable ResultSet masked) {
    if (masked != null) {
      return masked;
    }
    return counted == results ? null : counted;
  }

  /**
   * After a method of a connection, statement or result set threw.
   *
   * @param method its name
   * @return what to throw in place of it; null to leave it
   */
  static @Nullable Throwable failed(Object target, String method, Throwable thrown) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || OwnWork.isRunning() || OwnExceptions.contains(thrown)) {
      return null;
    }
    try {
      return withholds(jdbc, target, method.equals(OF_ANOTHER_THREAD))
          ? Withholding.of(thrown, false)
          : null;
    } catch (Throwable problem) {
      return withheld(problem, "jdbc.failure");
    }
  }

  /**
   * Before a method that reaches data without a statement that could be decided.
   *
   * @return the refusal to throw, or null to let the driver go on
   */
  static @Nullable Object enterUngoverned(Object target, String type, String method) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || OwnWork.isRunning() || StatementScope.isOpen()) {
      return null;
    }
    try {
      // The driver's own calls first: to ask a statement for its connection waits in MySQL's driver
      // until the statement has run, which would stop the thread that cancels it.
      if (DriversOwn.isCaller(type, method)) {
        return null;
      }
      CallerTelling telling = jdbc.telling();
      if (telling.isOn() && anywhere(jdbc, maker(target), telling::isJudged)) {
        return CallerTelling.untold(simpleName(type) + "." + method + " is no statement");
      }
      if (!restricted(jdbc, target)) {
        return null;
      }
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.ungoverned", "cannot tell whether a call may pass", problem);
      if (!jdbc.closed()) {
        return null;
      }
    }
    return Refusals.closed(
        simpleName(type)
            + "."
            + method
            + " is refused: it reaches data past the policy that restricts you",
        "Use a statement.");
  }

  private static String simpleName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  private static boolean restricted(JdbcCollaborators jdbc, Object target) {
    return anywhere(jdbc, maker(target), jdbc.gate()::restricts);
  }

  /**
   * Whether something holds of the database that an object leads to. What belongs to no connection
   * that is known is judged as if it led to each of them.
   */
  private static boolean anywhere(
      JdbcCollaborators jdbc, @Nullable Object maker, Predicate<Database> condition) {
    if (maker instanceof Statement statement) {
      return condition.test(jdbc.connections().of(statement).database());
    }
    if (maker instanceof Connection connection) {
      return condition.test(jdbc.connections().of(connection).database());
    }
    for (Database database : jdbc.connections().databases()) {
      if (condition.test(database)) {
        return true;
      }
    }
    return false;
  }

  /**
   * After {@code getWarnings}.
   *
   * @return the warnings to return in place of the driver's; null to leave them
   */
  static @Nullable Object warned(Object target, @Nullable Object returned) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || OwnWork.isRunning() || !(returned instanceof SQLWarning warning)) {
      return null;
    }
    try {
      return withholds(jdbc, target, false) ? Withholding.of(warning) : null;
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.warnings", "warnings could not be rewritten", problem);
      return new SQLWarning(WithheldText.of(null));
    }
  }

  /**
   * A result may be read by another thread than the one that ran its statement.
   *
   * @param busy whether the driver must not be asked for the target's connection, because that may
   *     wait until a statement has run
   */
  private static boolean withholds(JdbcCollaborators jdbc, Object target, boolean busy) {
    Object maker = maker(target);
    if (maker instanceof Statement statement && lastMasked(jdbc, statement) != null) {
      return true;
    }
    return anywhere(jdbc, busy ? null : maker, jdbc.gate()::withholds);
  }

  /** The statement of a result, null if it is closed; everything else is its own. */
  private static @Nullable Object maker(Object target) {
    if (!(target instanceof ResultSet results)) {
      return target;
    }
    try {
      return results.getStatement();
    } catch (SQLException closed) {
      return null;
    }
  }

  static void statementClosed(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc != null && target instanceof Statement statement) {
      jdbc.statements().closed(statement);
    }
  }

  static void connectionClosed(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc != null && target instanceof Connection connection) {
      jdbc.connections().closed(connection);
    }
  }

  /** After the warnings of a connection were cleared. */
  static void warningsCleared(Object target) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || OwnWork.isRunning() || !(target instanceof Connection connection)) {
      return;
    }
    Session session = jdbc.connections().known(connection);
    if (session != null) {
      jdbc.takingBack().warningsCleared(session, connection);
    }
  }

  /** After a method of a connection that ends a transaction or changes the session. */
  static void sessionChanged(
      Object target, String method, @Nullable Object argument, @Nullable Throwable thrown) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null || OwnWork.isRunning() || !(target instanceof Connection connection)) {
      return;
    }
    Session session = jdbc.connections().changed(connection);
    if (session == null) {
      return;
    }
    try {
      if (thrown == null) {
        ConnectionCall.of(method).note(session, connection, argument);
      } else {
        session.interrupted();
      }
    } catch (Throwable problem) {
      session.interrupted();
      jdbc.failures().count("jdbc.session", "a session was not followed", problem);
    }
  }

  static void connected(
      Object target, @Nullable Object returned, @Nullable String url, @Nullable Object properties) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null
        || OwnWork.isRunning()
        || url == null
        || !(target instanceof Driver driver)
        || !(returned instanceof Connection connection)) {
      return;
    }
    try {
      Properties copy = new Properties();
      if (properties instanceof Properties given) {
        for (String name : given.stringPropertyNames()) {
          copy.setProperty(name, given.getProperty(name));
        }
      }
      jdbc.connections().connected(driver, connection, url, copy);
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.connect", "a new connection is not known", problem);
    }
  }

  static void obtained(Object target, @Nullable Object returned) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc == null
        || OwnWork.isRunning()
        || !(target instanceof DataSource source)
        || !(returned instanceof Connection connection)) {
      return;
    }
    try {
      jdbc.connections().obtained(source, connection);
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.obtain", "a connection of a data source is not known", problem);
    }
  }

  private static @Nullable Admission lastMasked(JdbcCollaborators jdbc, Statement statement) {
    StatementState state = jdbc.statements().find(statement);
    return state == null ? null : state.last();
  }

  private static @Nullable Object afterFailure(
      JdbcCollaborators jdbc, Statement statement, Throwable problem) {
    jdbc.failures().count("jdbc.enter", "a statement could not be taken to the gate", problem);
    try {
      Database database = database(jdbc, statement);
      if (jdbc.telling().tells(database.dialect())) {
        return CallerTelling.untold("it could not be decided");
      }
      if (!jdbc.gate().role(database).isNone()) {
        return Refusals.closed("as which role of its database it runs could not be decided", "");
      }
      Admission admission = jdbc.gate().afterFailure(database);
      return admission.refusal() == null ? null : Refusals.of(admission.refusal());
    } catch (Throwable again) {
      jdbc.failures().count("jdbc.gate", "there is no gate to ask", again);
      return jdbc.closed() ? Refusals.closed("the statement could not be decided", "") : null;
    }
  }

  private static Database database(JdbcCollaborators jdbc, Statement statement) {
    try {
      return jdbc.connections().of(statement).database();
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.connection", "cannot tell where a connection leads", problem);
      return jdbc.connections().unknown().database();
    }
  }

  /** A result that should have been masked and could not be: it is not handed out. */
  private static SQLException withheld(Throwable problem, String site) {
    JdbcCollaborators jdbc = collaborators;
    if (jdbc != null) {
      jdbc.failures().count(site, "a result could not be masked and is withheld", problem);
    }
    return Refusals.closed("the result could not be masked", "");
  }
}
