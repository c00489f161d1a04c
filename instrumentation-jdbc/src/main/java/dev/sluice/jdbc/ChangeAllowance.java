package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OwnExceptions;
import dev.sluice.gate.OwnWork;
import dev.sluice.gate.SqlStates;
import dev.sluice.policy.ChangedRows;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlFacts;
import java.sql.BatchUpdateException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * How many rows one execution may change. It runs as a {@link Trial}, its rows are counted, and it
 * is taken back if they are too many or nobody can tell. A limit that is only observed is counted
 * by update counts alone, and told of when it is passed. As thread-safe as a JDBC statement: used
 * by one thread at a time.
 */
final class ChangeAllowance {
  private static final String BY_JDBC = "Use setAutoCommit, commit and rollback of the connection.";

  /** A fetch size that lets the driver read all rows at once. */
  private static final int WHOLE = 0;

  private final Statement statement;
  private final Admission admission;
  private final Session session;
  private final Failures failures;
  private final Limits.@Nullable AffectedRows enforced;
  private final Limits.@Nullable AffectedRows observed;
  private @Nullable Trial trial;
  private int ownFetchSize = WHOLE;

  private ChangeAllowance(
      Statement statement, Admission admission, Session session, Failures failures) {
    this.statement = statement;
    this.admission = admission;
    this.session = session;
    this.failures = failures;
    this.enforced = admission.limits().affectedRows();
    this.observed = admission.wouldBeLimits().affectedRows();
  }

  /**
   * Begins an execution; null if nobody limits the rows that it changes.
   *
   * @throws SQLException what the service gets in place of the execution: a refusal if it could not
   *     be taken back, or what the driver says of its connection
   */
  static @Nullable ChangeAllowance start(
      Statement statement, Admission admission, Session session, Failures failures)
      throws SQLException {
    ChangeAllowance changes = new ChangeAllowance(statement, admission, session, failures);
    if (!ChangedRows.by(admission.all())) {
      return null;
    }
    if (changes.enforced != null) {
      changes.begin(changes.enforced);
    }
    return changes.enforced == null && changes.observed == null ? null : changes;
  }

  private void begin(Limits.AffectedRows limit) throws SQLException {
    if (!ChangedRows.countable(admission.all())) {
      throw irrevocable(limit, "it changes rows beside something else", "Send each on its own.");
    }
    if (session.controlsTransaction()) {
      throw irrevocable(limit, "SQL text controls its transaction", BY_JDBC);
    }
    if (session.info().catalog().irrevocable().changedBy(admission.all())) {
      throw irrevocable(limit, "it changes a table without transactions", "Use InnoDB tables.");
    }
    try (OwnWork work = OwnWork.begin()) {
      if (statement.isClosed()) { // the driver says so better
        return;
      }
      if (returnsRows()) {
        readWhole(limit);
      }
      trial = Trial.begin(statement.getConnection(), failures);
    } catch (SQLException problem) {
      restoreFetchSize();
      if (OwnExceptions.contains(problem) || SqlStates.isOfConnection(problem.getSQLState())) {
        throw problem;
      }
      failures.count("jdbc.affected_rows.begin", "a driver takes no savepoint", problem);
      throw irrevocable(limit, "its driver takes nothing back", "");
    } catch (RuntimeException | LinkageError problem) {
      restoreFetchSize();
      failures.count("jdbc.affected_rows.begin", "a driver takes no savepoint", problem);
      throw irrevocable(limit, "its driver takes nothing back", "");
    }
  }

  private static SQLException irrevocable(Limits.AffectedRows limit, String why, String fix) {
    return Refusals.of(
        Refusal.ofIrrevocable(limit, why + ", so that it cannot be counted and taken back", fix));
  }

  private boolean returnsRows() {
    for (SqlFacts facts : admission.all()) {
      if (!facts.output().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Rows that the driver has not read, or leaves out, are not counted. */
  private void readWhole(Limits.AffectedRows limit) throws SQLException {
    if (statement.getMaxRows() > 0) {
      throw irrevocable(limit, "setMaxRows leaves rows out", "Leave setMaxRows at 0.");
    }
    int own = statement.getFetchSize();
    if (own != WHOLE) {
      statement.setFetchSize(WHOLE);
      ownFetchSize = own;
    }
  }

  /**
   * Ends an execution. Never throws.
   *
   * @param last the statement object that ran it: that of the deepest layer
   * @return what to throw in place of what the driver returned or threw; null to leave it
   */
  @Nullable Throwable finish(
      Statement last, @Nullable Object returned, @Nullable Throwable thrown) {
    try (OwnWork work = OwnWork.begin()) {
      Throwable instead = thrown == null ? succeeded(last, returned) : failed(thrown);
      restoreFetchSize();
      return instead;
    } catch (Throwable problem) {
      failures.count("jdbc.affected_rows", "a change is not counted and is taken back", problem);
      if (trial != null) {
        trial.takeBack();
      }
      return Refusals.closed("the rows that are changed could not be counted", "");
    }
  }

  private @Nullable Throwable succeeded(Statement last, @Nullable Object returned) {
    if (trial == null || enforced == null) {
      boolean returnsRows = returned instanceof ResultSet || Boolean.TRUE.equals(returned);
      tellObserved(returnsRows ? RowCount.UNKNOWN : count(last, returned));
      return null;
    }
    long rows = count(last, returned);
    if (rows < 0 || rows > enforced.most()) {
      closeResults(last, returned);
      return takenBack(trial, enforced, rows);
    }
    try {
      trial.keep();
    } catch (SQLException | RuntimeException notCommitted) {
      return notCommitted;
    }
    tellObserved(rows);
    return null;
  }

  private @Nullable Throwable failed(Throwable thrown) {
    if (trial == null || enforced == null) {
      return null;
    }
    if (!(thrown instanceof BatchUpdateException batch) || !keepsPartOfBatch()) {
      trial.failed(thrown);
      return null;
    }
    long rows = RowCount.of(batch);
    if (rows < 0 || rows > enforced.most()) {
      if (RowCount.tellsOfSuccess(batch)) {
        return takenBack(trial, enforced, rows);
      }
      trial.takeBack();
      return null;
    }
    try {
      trial.keep();
    } catch (SQLException | RuntimeException notCommitted) {
      return notCommitted;
    }
    return null;
  }

  /** Where a statement that fails ends only itself, the rest of its batch stays. */
  private boolean keepsPartOfBatch() {
    Dialect dialect = session.database().dialect();
    return dialect == Dialect.H2 || dialect == Dialect.MYSQL || dialect == Dialect.MARIADB;
  }

  private long count(Statement last, @Nullable Object returned) {
    try {
      return RowCount.of(last, returned);
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.affected_rows.count", "changed rows cannot be counted", problem);
      return RowCount.UNKNOWN;
    }
  }

  /** What was taken back is not read either. */
  private void closeResults(Statement last, @Nullable Object returned) {
    try {
      if (returned instanceof ResultSet results) {
        results.close();
      } else if (Boolean.TRUE.equals(returned)) {
        ResultSet results = last.getResultSet();
        if (results != null) {
          results.close();
        }
      }
    } catch (SQLException | RuntimeException problem) {
      failures.count("jdbc.affected_rows.close", "a result stays open", problem);
    }
  }

  private SQLException takenBack(Trial trial, Limits.AffectedRows limit, long rows) {
    trial.takeBack();
    admission.exceeded(limit.rule(), false, true);
    return Refusals.limit(Refusal.of(limit, rows));
  }

  private void tellObserved(long rows) {
    if (observed != null && rows > observed.most()) {
      admission.exceeded(observed.rule(), false, false);
    }
  }

  private void restoreFetchSize() {
    if (ownFetchSize == WHOLE) {
      return;
    }
    try {
      statement.setFetchSize(ownFetchSize);
    } catch (SQLException | RuntimeException problem) {
      failures.count("jdbc.affected_rows.fetch", "a statement keeps another fetch size", problem);
    }
    ownFetchSize = WHOLE;
  }
}
