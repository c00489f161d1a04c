package dev.sluice.jdbc;

import dev.sluice.gate.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Savepoint;

/**
 * What one execution changes, until it is kept or taken back: from a savepoint on if a transaction
 * is under way, else in a transaction for this execution alone, after which the connection commits
 * by itself again. One that cannot be brought back to where it was is aborted: the database then
 * takes back what was not committed, and a pool replaces the connection. As thread-safe as a
 * connection: used by one thread.
 */
abstract class Trial {
  /** Rolled back by the database itself: deadlocks and serialization failures. */
  private static final String TRANSACTION_ROLLBACK = "40";

  final Connection connection;
  final Failures failures;

  private Trial(Connection connection, Failures failures) {
    this.connection = connection;
    this.failures = failures;
  }

  /**
   * Begins, before the statement runs.
   *
   * @throws SQLException if the driver can do neither; nothing has changed then
   */
  static Trial begin(Connection connection, Failures failures) throws SQLException {
    if (!connection.getAutoCommit()) {
      return new SinceSavepoint(connection, connection.setSavepoint(), failures);
    }
    OnItsOwn trial = new OnItsOwn(connection, failures);
    boolean begun = false;
    try {
      connection.setAutoCommit(false);
      begun = true;
    } finally {
      if (!begun) {
        trial.commitByItself();
      }
    }
    return trial;
  }

  /**
   * Lets what was changed stand.
   *
   * @throws SQLException if the database does not commit; nothing has changed then
   */
  abstract void keep() throws SQLException;

  /** Takes back what was changed. */
  abstract void takeBack();

  /** After the statement has thrown something: nothing of it stands. */
  abstract void failed(Throwable thrown);

  /** Ends the connection, for what was changed must not be committed. */
  void abort(String message, Throwable problem) {
    failures.count("jdbc.affected_rows", message, problem);
    try {
      connection.abort(Runnable::run);
      if (!connection.isClosed()) {
        connection.close(); // H2's abort does nothing
      }
    } catch (SQLException | RuntimeException | LinkageError again) {
      failures.count("jdbc.affected_rows.abort", "a connection cannot be aborted", again);
    }
  }

  /** In a transaction that the service has begun, and that goes on. */
  private static final class SinceSavepoint extends Trial {
    private final Savepoint savepoint;

    SinceSavepoint(Connection connection, Savepoint savepoint, Failures failures) {
      super(connection, failures);
      this.savepoint = savepoint;
    }

    @Override
    void keep() {
      release();
    }

    @Override
    void takeBack() {
      try {
        connection.rollback(savepoint);
      } catch (SQLException | RuntimeException problem) {
        abort("a change cannot be taken back, its connection is aborted", problem);
        return;
      }
      release();
    }

    /**
     * A driver may throw after the statement has changed rows (pgjdbc, if {@code executeQuery} gets
     * no result). In PostgreSQL a transaction in which a statement failed takes no savepoint and
     * must stay failed; where the database has rolled back all of it, nothing is left to take back.
     */
    @Override
    void failed(Throwable thrown) {
      if (thrown instanceof SQLException exception
          && String.valueOf(exception.getSQLState()).startsWith(TRANSACTION_ROLLBACK)) {
        return;
      }
      try {
        connection.releaseSavepoint(connection.setSavepoint());
      } catch (SQLFeatureNotSupportedException onlyTheRelease) {
        takeBack();
        return;
      } catch (SQLException failed) {
        return;
      }
      takeBack();
    }

    /** The transaction ends it at the latest; some drivers release nothing. */
    private void release() {
      try {
        connection.releaseSavepoint(savepoint);
      } catch (SQLFeatureNotSupportedException notOffered) {
        return;
      } catch (SQLException | RuntimeException problem) {
        failures.count("jdbc.affected_rows.release", "a savepoint is not released", problem);
      }
    }
  }

  /** In place of the transaction that autocommit makes of each statement. */
  private static final class OnItsOwn extends Trial {
    OnItsOwn(Connection connection, Failures failures) {
      super(connection, failures);
    }

    @Override
    void keep() throws SQLException {
      boolean committed = false;
      try {
        connection.commit();
        committed = true;
      } finally {
        if (committed) {
          commitByItself();
        } else {
          takeBack();
        }
      }
    }

    @Override
    void takeBack() {
      try {
        connection.rollback();
      } catch (SQLException | RuntimeException problem) {
        // to let it commit by itself again would commit what is to be taken back
        abort("a change cannot be rolled back, its connection is aborted", problem);
        return;
      }
      commitByItself();
    }

    @Override
    void failed(Throwable thrown) {
      takeBack();
    }

    void commitByItself() {
      try {
        connection.setAutoCommit(true);
      } catch (SQLException | RuntimeException problem) {
        abort("a connection does not commit by itself any more and is aborted", problem);
      }
    }
  }
}
