package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Limits;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time that one execution may take: the driver is given the policy's timeout if that is shorter
 * than the service's own, which it gets back afterwards. A timeout that is only observed is
 * measured, and told of when it is passed.
 */
final class TimeAllowance {
  private static final int NOT_CHANGED = -1;

  private final Statement statement;
  private final Admission admission;
  private final Limits.@Nullable Timeout observed;
  private final int own;
  private final long startedNanos = System.nanoTime();

  private TimeAllowance(
      Statement statement, Admission admission, Limits.@Nullable Timeout observed, int own) {
    this.statement = statement;
    this.admission = admission;
    this.observed = observed;
    this.own = own;
  }

  /**
   * Begins an execution; null if nobody limits its time.
   *
   * @throws SQLException if the driver takes no timeout
   */
  static @Nullable TimeAllowance start(Statement statement, Admission admission)
      throws SQLException {
    Limits.Timeout enforced = admission.limits().timeout();
    Limits.Timeout observed = admission.wouldBeLimits().timeout();
    if (enforced == null) {
      return observed == null
          ? null
          : new TimeAllowance(statement, admission, observed, NOT_CHANGED);
    }
    try (OwnWork work = OwnWork.begin()) {
      int own = NOT_CHANGED;
      if (!statement.isClosed()) { // else the driver says so better
        int current = statement.getQueryTimeout();
        if (current == 0 || current > enforced.seconds()) {
          statement.setQueryTimeout(enforced.seconds());
          own = current;
        }
      }
      return new TimeAllowance(statement, admission, observed, own);
    }
  }

  /**
   * Gives the service its own timeout back.
   *
   * @param tells whether it is for this layer to tell of a timeout that is only observed
   * @throws SQLException if the driver does not take it
   */
  void end(boolean tells) throws SQLException {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    if (tells && observed != null && seconds >= observed.seconds()) {
      admission.exceeded(observed.rule(), false, false);
    }
    if (own != NOT_CHANGED) {
      try (OwnWork work = OwnWork.begin()) {
        if (!statement.isClosed()) {
          statement.setQueryTimeout(own);
        }
      }
    }
  }
}
