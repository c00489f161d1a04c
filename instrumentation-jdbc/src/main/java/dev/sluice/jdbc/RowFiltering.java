package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.OwnWork;
import dev.sluice.gate.StatementRequest;
import dev.sluice.sql.ColumnType;
import dev.sluice.sql.FilteredText;
import dev.sluice.sql.RowFilterRewriter;
import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands filtered texts to drivers in place of the service's, and sees to it that an execution sends
 * the filter of the caller that it is for.
 *
 * <p>A text is replaced at the driver's own objects alone: pools and other wrappers above them see,
 * and may keep statements by, what the service wrote. So a statement that a pool has kept may be
 * executed by another caller than it was prepared for. What its execution must send is worked out
 * anew each time; if that differs from what was prepared in anything but values, it is refused.
 */
final class RowFiltering {
  private static final Set<String> DRIVERS =
      Set.of("org.postgresql", "org.mariadb", "com.mysql", "org.h2");
  private static final String POSTGRESQL = "org.postgresql";
  private static final int MOST_LAYERS = 8;
  private static final ThreadLocal<@Nullable Preparation> PREPARING = new ThreadLocal<>();

  private static volatile boolean used;

  private RowFiltering() {}

  /**
   * One call of a method that prepares a statement.
   *
   * @param sql what the service wrote
   * @param filtered what is prepared in place of it; null if it is that
   */
  record Preparation(String sql, @Nullable FilteredText filtered) {
    /** What the driver is given. */
    String sent() {
      return filtered == null ? sql : filtered.text();
    }
  }

  /** Whether any statement was ever prepared with a filter: before, none need be looked for. */
  static boolean isUsed() {
    return used;
  }

  /** Whether texts are replaced at this object: it is a driver's own. */
  private static boolean isDrivers(Object object) {
    return DRIVERS.contains(Vendors.of(object));
  }

  // ---- preparing

  /** Before a statement is prepared; null if there is nothing to do, nor to end. */
  static @Nullable Preparation prepare(
      JdbcCollaborators jdbc, Connection connection, String method, String sql) {
    if (PREPARING.get() != null
        || !jdbc.gate().filtersRows()
        || !isDrivers(connection)
        || method.equals("prepareCall")) {
      return null;
    }
    Preparation preparation =
        new Preparation(sql, filtered(jdbc, jdbc.connections().of(connection), connection, sql));
    PREPARING.set(preparation);
    return preparation;
  }

  private static @Nullable FilteredText filtered(
      JdbcCollaborators jdbc, Session session, Connection connection, String sql) {
    RowFilterRewriter.Result result = jdbc.gate().filtered(request(session, sql));
    if (result == null
        && !session.state().isKnown()
        && jdbc.gate().restricts(session.database())
        && ask(jdbc, session, connection)) {
      result = jdbc.gate().filtered(request(session, sql));
    }
    return result == null ? null : result.bound();
  }

  private static StatementRequest request(Session session, String sql) {
    return new StatementRequest(List.of(sql), 1, false, session.database(), session.catalog());
  }

  private static boolean ask(JdbcCollaborators jdbc, Session session, Connection connection) {
    try {
      return session.ask(connection);
    } catch (SQLException | RuntimeException | LinkageError problem) {
      jdbc.failures().count("jdbc.ask", "a session does not tell of itself", problem);
      return false;
    }
  }

  /** After a statement was prepared, or was not. */
  static void prepared(
      JdbcCollaborators jdbc, Preparation preparation, @Nullable Object statement) {
    PREPARING.remove();
    if (preparation.filtered() != null && statement instanceof PreparedStatement prepared) {
      used = true;
      jdbc.statements().state(prepared).filtered(new FilteredParameters(preparation.filtered()));
    }
  }

  // ---- executing

  /**
   * Before an admitted execution.
   *
   * @param sql the texts that the admission was asked for
   * @param state of the statement; null if nothing is known of it
   * @return the text to execute in place of the one given; null to leave it
   * @throws SQLException the refusal, if the statement was made for another caller
   */
  static @Nullable String execute(
      Admission admission,
      Statement statement,
      @Nullable StatementState state,
      List<String> sql,
      boolean batch)
      throws SQLException {
    FilteredParameters prepared = state == null ? null : state.filtered();
    if (!isDrivers(statement)) {
      if (isFiltered(admission, sql) && !reachesDriver(statement)) {
        throw Refusals.closed(
            "the rows of a table are filtered, and it cannot be told which driver runs the"
                + " statement",
            "Use a connection that can be unwrapped to its driver's.");
      }
      return null;
    }
    if (state != null && isPrepared(state, sql)) {
      executePrepared(admission, (PreparedStatement) statement, prepared, sql.get(0), batch);
      return null;
    }
    if (batch) {
      checkBatch(admission, state, sql);
      return null;
    }
    RowFilterRewriter.Result result = sql.isEmpty() ? null : admission.filtered(sql.get(0));
    return result == null ? null : result.literal().text();
  }

  /**
   * Whether the text of an execution can be replaced as it is sent: it is given with the execution,
   * and to a driver.
   */
  static boolean isReplaced(
      Statement statement, @Nullable StatementState state, List<String> sql, boolean batch) {
    return !batch
        && sql.size() == 1
        && isDrivers(statement)
        && (state == null || !isPrepared(state, sql));
  }

  private static boolean isFiltered(Admission admission, List<String> sql) {
    return sql.stream().anyMatch(text -> admission.filtered(text) != null);
  }

  @SuppressWarnings("ReferenceEquality") // the very list of the state
  private static boolean isPrepared(StatementState state, List<String> sql) {
    return !sql.isEmpty() && sql == state.preparedText();
  }

  /** Whether the statement is passed on to a driver whose objects replace texts. */
  static boolean reachesDriver(Statement wrapper) throws SQLException {
    return driversConnection(wrapper) != null;
  }

  /** The driver's own connection that a statement runs on; null if it cannot be found. */
  @SuppressWarnings("ReferenceEquality") // a driver's connection unwraps to itself
  static @Nullable Connection driversConnection(Statement wrapper) throws SQLException {
    Connection connection = wrapper.getConnection();
    for (int layer = 0; layer < MOST_LAYERS && connection != null; layer++) {
      if (isDrivers(connection)) {
        return connection;
      }
      Connection inner =
          connection.isWrapperFor(Connection.class) ? connection.unwrap(Connection.class) : null;
      if (inner == connection) {
        return null;
      }
      connection = inner;
    }
    return null;
  }

  private static void executePrepared(
      Admission admission,
      PreparedStatement statement,
      @Nullable FilteredParameters prepared,
      String sql,
      boolean batch)
      throws SQLException {
    RowFilterRewriter.Result result = admission.filtered(sql);
    FilteredText wanted = result == null ? null : result.bound();
    requireSame(wanted, prepared, statement);
    if (wanted != null && prepared != null) {
      if (!batch) {
        bind(statement, wanted);
      } else if (!prepared.batchHas(wanted.bound())) {
        throw ofAnother("The batch was filled", "Fill it again");
      }
    }
  }

  private static void requireSame(
      @Nullable FilteredText wanted, @Nullable FilteredParameters prepared, Statement statement)
      throws SQLException {
    String text = prepared == null ? null : prepared.text().text();
    if (wanted != null && statement instanceof CallableStatement) {
      throw Refusals.closed(
          "the rows of a table are filtered, which a CallableStatement does not allow",
          "Use a PreparedStatement.");
    }
    if (wanted == null ? text != null : !wanted.text().equals(text)) {
      throw ofAnother("the statement was prepared", "Prepare it again");
    }
  }

  private static SQLException ofAnother(String what, String fix) {
    return Refusals.closed(
        what + " with the row filter of another caller, or of another policy",
        fix + " for this caller.");
  }

  private static void checkBatch(
      Admission admission, @Nullable StatementState state, List<String> sql) throws SQLException {
    for (int i = 0; i < sql.size(); i++) {
      RowFilterRewriter.Result result = admission.filtered(sql.get(i));
      String wanted = result == null ? sql.get(i) : result.literal().text();
      if (state == null || !wanted.equals(state.sentInBatch(i))) {
        throw ofAnother("the batch was filled", "Fill it again");
      }
    }
  }

  /** The server decides on the type where it can: the value is compared as a literal would be. */
  private static void bind(PreparedStatement statement, FilteredText text) throws SQLException {
    boolean untyped = Vendors.of(statement).equals(POSTGRESQL);
    try (OwnWork work = OwnWork.begin()) {
      for (FilteredText.Bound value : text.bound()) {
        if (untyped) {
          statement.setObject(value.index(), value.value(), Types.OTHER);
        } else if (value.type() == ColumnType.NUMBER) {
          statement.setBigDecimal(value.index(), new BigDecimal(value.value()));
        } else {
          statement.setString(value.index(), value.value());
        }
      }
    }
  }

  // ---- batches

  /** Before a text is added to the batch of a plain statement: what is added in place of it. */
  static String addBatch(JdbcCollaborators jdbc, Statement statement, String sql)
      throws SQLException {
    if (!jdbc.gate().filtersRows() || !isDrivers(statement)) {
      return sql;
    }
    Session session = jdbc.connections().of(statement);
    RowFilterRewriter.Result result = jdbc.gate().filtered(request(session, sql));
    return result == null ? sql : result.literal().text();
  }

  /**
   * Before the parameters of a prepared statement are added to its batch.
   *
   * @throws SQLException the refusal, if the statement was made for another caller
   */
  static void addBatch(JdbcCollaborators jdbc, PreparedStatement statement, StatementState state)
      throws SQLException {
    FilteredParameters prepared = state.filtered();
    if (prepared == null) {
      return;
    }
    Session session = jdbc.connections().of(statement);
    StatementRequest request =
        new StatementRequest(
            state.preparedText(),
            1,
            false,
            session.database(),
            session.catalog(state.preparedIn()));
    RowFilterRewriter.Result result = jdbc.gate().filtered(request);
    FilteredText wanted = result == null ? null : result.bound();
    requireSame(wanted, prepared, statement);
    if (wanted != null) {
      bind(statement, wanted);
      prepared.addBatch(wanted.bound());
    }
  }
}
