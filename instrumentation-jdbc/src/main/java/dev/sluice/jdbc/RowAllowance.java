package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How many rows one execution may still hand out, in all of its results together. A limit that is
 * only observed is counted alike and told of when it is passed. As thread-safe as a JDBC statement:
 * used by one thread at a time.
 */
final class RowAllowance {
  private final Admission admission;
  private final Limits.@Nullable ReturnedRows enforced;
  private final Limits.@Nullable ReturnedRows observed;
  private long used;
  private boolean told;
  private boolean observedTold;
  private @Nullable ResultSet lastCounted;
  private @Nullable ResultSet lastShown;

  /** What an execution is allowed; null if nobody counts its rows. */
  static @Nullable RowAllowance of(Admission admission) {
    Limits.ReturnedRows enforced = admission.limits().returnedRows();
    Limits.ReturnedRows observed = admission.wouldBeLimits().returnedRows();
    return enforced == null && observed == null
        ? null
        : new RowAllowance(admission, enforced, observed);
  }

  private RowAllowance(
      Admission admission,
      Limits.@Nullable ReturnedRows enforced,
      Limits.@Nullable ReturnedRows observed) {
    this.admission = admission;
    this.enforced = enforced;
    this.observed = observed;
  }

  /**
   * The view that was made of a result before: a statement may be asked twice for the same.
   *
   * @return null if this result is seen for the first time
   */
  @SuppressWarnings("ReferenceEquality") // the driver's very object
  @Nullable ResultSet shown(ResultSet results) {
    return lastCounted == results ? lastShown : null;
  }

  /** Remembers the view of a result. */
  void shown(ResultSet results, ResultSet view) {
    lastCounted = results;
    lastShown = view;
  }

  /** Whether the results end at the limit, without an error. */
  boolean truncates() {
    return enforced != null && enforced.truncate();
  }

  /**
   * The last row that a result may show.
   *
   * @param seen the last row that it has shown
   */
  long last(long seen) {
    return enforced == null ? Long.MAX_VALUE : enforced.most() - (used - seen);
  }

  /** Takes note of rows that are handed out. */
  void use(long rows) {
    used += rows;
    if (observed != null && used > observed.most() && !observedTold) {
      observedTold = true;
      admission.exceeded(observed.rule(), observed.truncate(), false);
    }
  }

  /** Takes note that the limit is passed. */
  void exceeded() {
    if (enforced != null && !told) {
      told = true;
      admission.exceeded(enforced.rule(), enforced.truncate(), true);
    }
  }

  /** What the service gets in place of a row past the limit. */
  SQLException refusal() {
    if (enforced == null) {
      throw new IllegalStateException("no limit is enforced");
    }
    return Refusals.limit(Refusal.of(enforced));
  }
}
