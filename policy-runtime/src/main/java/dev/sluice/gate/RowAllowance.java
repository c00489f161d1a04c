package dev.sluice.gate;

import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * How many rows one execution may still hand out, in all of its results together. A limit that is
 * only observed is counted alike and told of when it is passed. As thread-safe as a statement: used
 * by one thread at a time.
 */
public final class RowAllowance {
  private final Admission admission;
  private final Limits.@Nullable ReturnedRows enforced;
  private final Limits.@Nullable ReturnedRows observed;
  private long used;
  private boolean told;
  private boolean observedTold;
  private @Nullable Object lastCounted;
  private @Nullable Object lastShown;

  /** What an execution is allowed; null if nobody counts its rows. */
  public static @Nullable RowAllowance of(Admission admission) {
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
  public @Nullable Object shown(Object results) {
    return lastCounted == results ? lastShown : null;
  }

  /** Remembers the view of a result. */
  public void shown(Object results, Object view) {
    lastCounted = results;
    lastShown = view;
  }

  /** Whether the results end at the limit, without an error. */
  public boolean truncates() {
    return enforced != null && enforced.truncate();
  }

  /**
   * The last row that a result may show.
   *
   * @param seen the last row that it has shown
   */
  public long last(long seen) {
    return enforced == null ? Long.MAX_VALUE : enforced.most() - (used - seen);
  }

  /** Takes note of rows that are handed out. */
  public void use(long rows) {
    used += rows;
    if (observed != null && used > observed.most() && !observedTold) {
      observedTold = true;
      admission.exceeded(observed.rule(), observed.truncate(), false);
    }
  }

  /** Takes note that the limit is passed. */
  public void exceeded() {
    if (enforced != null && !told) {
      told = true;
      admission.exceeded(enforced.rule(), enforced.truncate(), true);
    }
  }

  /** What the service gets in place of a row past the limit. */
  public Refusal refusal() {
    if (enforced == null) {
      throw new IllegalStateException("no limit is enforced");
    }
    return Refusal.of(enforced);
  }
}
