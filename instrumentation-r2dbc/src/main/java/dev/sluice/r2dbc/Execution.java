package dev.sluice.r2dbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.RowAllowance;
import dev.sluice.policy.ChangedRows;
import dev.sluice.policy.DatabaseRole;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import dev.sluice.sql.SqlFacts;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One subscription of an execution, from the decision until its results are consumed, cancelled or
 * failed. It has ended when the driver's publisher has, and every consumption of a result that was
 * begun: a result that nobody consumes does not keep it open. Thread-safe: a cancellation may come
 * on any thread.
 */
public final class Execution {
  /** Too many rows were changed, and none are now. */
  private static final Outcome TAKEN_BACK = new Outcome(null, Refusal.LIMIT, 0);

  private final StatementCall call;
  private final Admission admission;
  private final @Nullable Refusal refusal;
  private final @Nullable RowAllowance allowance;
  private final Failures failures;
  private final long startedNanos = System.nanoTime();
  private final boolean changing;

  /** The driver's publisher, and consumptions under way; 0 once all is over. */
  private final AtomicInteger open = new AtomicInteger(1);

  private final AtomicInteger publisher = new AtomicInteger(1);
  private volatile boolean passedOn;
  private volatile @Nullable Throwable error;
  private volatile boolean cancelled;
  private volatile boolean takenBack;
  private volatile boolean refusedLate;
  private final DatabaseRole role;
  private volatile @Nullable CompletableFuture<Void> cancelling;
  private final List<Runnable> atEnd = new ArrayList<>();
  private boolean over;
  private long rows = -1;

  Execution(
      StatementCall call,
      Admission admission,
      @Nullable Refusal refusal,
      DatabaseRole role,
      Failures failures) {
    this.role = role;
    this.call = call;
    this.admission = admission;
    this.refusal = refusal;
    this.allowance = RowAllowance.of(admission);
    this.failures = failures;
    this.changing = refusal == null && call.session().begins(admission.all());
  }

  /** Why it must not run; null if it may. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** What the gate said. */
  public Admission admission() {
    return admission;
  }

  /** How many rows may be handed out; null if nobody counts them. */
  public @Nullable RowAllowance allowance() {
    return allowance;
  }

  /** What is executed. */
  public StatementCall call() {
    return call;
  }

  /** Whether another text runs than the service has written. */
  public boolean isRewritten() {
    return Governor.filters(call, admission);
  }

  /** How many rows may be changed; null if it changes none, or nobody limits them. */
  public Limits.@Nullable AffectedRows limitedChanges() {
    return ChangedRows.by(admission.all()) ? admission.limits().affectedRows() : null;
  }

  /** Where what goes wrong is counted. */
  public Failures failures() {
    return failures;
  }

  /** Whether results are handed out as others than the driver's own. */
  public boolean guards() {
    return !passedOn && (admission.withholds() || admission.masksAny() || allowance != null);
  }

  /** Whether the database's own texts must not reach the caller. */
  public boolean withholds() {
    return !passedOn && admission.withholds();
  }

  /** A deeper layer runs the statement: it masks and reports. */
  void passOn() {
    passedOn = true;
    admission.abandon();
  }

  /**
   * How a result is shown. Those of a batch come in the order of its texts, each of which is one
   * statement.
   *
   * @param result 0 for the first one
   * @return null if no text has such a result
   */
  public @Nullable ShownPart shown(int result) {
    if (!call.batch() || admission.all().size() < 2) {
      return new ShownPart(admission.facts(), admission.masks(), call.generatesValues());
    }
    if (result >= call.texts().size()) {
      return null;
    }
    int text = new ArrayList<>(new LinkedHashSet<>(call.texts())).indexOf(call.texts().get(result));
    return new ShownPart(admission.all().get(text), admission.allMasks().get(text), false);
  }

  // ---- the ways in which it goes on

  /** The driver's publisher has completed, failed or was cancelled. Later calls do nothing. */
  public void published() {
    if (publisher.compareAndSet(1, 0)) {
      close();
    }
  }

  /** A result, or one of its parts, is being consumed from now on; false if all is over. */
  public boolean opened() {
    int before = open.get();
    while (before > 0) {
      if (open.compareAndSet(before, before + 1)) {
        return true;
      }
      before = open.get();
    }
    return false;
  }

  /** What was {@link #opened} has ended. */
  public void close() {
    if (open.decrementAndGet() == 0) {
      end();
    }
  }

  /** Something failed. */
  public void failed(Throwable problem) {
    if (error == null) {
      error = problem;
    }
  }

  /** Somebody wanted no more. */
  public void cancelled() {
    cancelled = true;
  }

  /** Rows were changed. */
  public synchronized void changed(long count) {
    rows = Math.max(rows, 0) + count;
  }

  /** More rows were changed than a limit allows, and none are now. */
  public void takenBack(Limits.AffectedRows limit) {
    takenBack = true;
    admission.exceeded(limit.rule(), false, true);
  }

  /** As which role of the database it runs. */
  public DatabaseRole role() {
    return role;
  }

  /**
   * It is refused after all, before anything of it ran.
   *
   * @param why what the one who is refused reads
   */
  public void refused(String rule, String why) {
    refusedLate = true;
    admission.refused(rule, why);
  }

  /** Does something when all is over; at once if it is. */
  public void onEnd(Runnable action) {
    synchronized (this) {
      if (!over) {
        atEnd.add(action);
        return;
      }
    }
    action.run();
  }

  /**
   * The database is being asked to cancel the statement: until it has been, nobody is told of its
   * end, or the request could meet the next one.
   *
   * @return false if it has ended, and must not be
   */
  public synchronized boolean cancelling(CompletableFuture<Void> until) {
    if (over) {
      return false;
    }
    cancelling = until;
    return true;
  }

  /** Tells of an end, now or when a request to cancel the statement has been answered. */
  public void tell(Runnable end) {
    CompletableFuture<Void> until = cancelling;
    if (until == null) {
      end.run();
    } else {
      CompletableFuture<Void> unused = until.whenComplete((nothing, never) -> end.run());
    }
  }

  private List<Runnable> over() {
    synchronized (this) {
      over = true;
      return List.copyOf(atEnd);
    }
  }

  private synchronized long rows() {
    return rows;
  }

  private void end() {
    over().forEach(Runnable::run);
    try {
      Throwable failure = error;
      if (!passedOn) {
        noteSession(failure);
      }
      if (changing) {
        call.session().changed();
      }
      if (passedOn) {
        return;
      }
      if (failure == null) {
        noteLimits();
      }
      admission.end(outcome(failure));
    } catch (RuntimeException | LinkageError problem) {
      failures.count("r2dbc.end", "the end of a statement went unnoticed", problem);
    }
  }

  private Outcome outcome(@Nullable Throwable failure) {
    if (takenBack) {
      return TAKEN_BACK;
    }
    return refusedLate
        ? new Outcome(null, Refusal.DENIED, -1)
        : new Outcome(failure, null, failure == null ? rows() : -1);
  }

  private void noteSession(@Nullable Throwable failure) {
    List<SqlFacts> all = admission.all();
    if (all.isEmpty()) {
      call.session().unknown();
    } else if (failure != null || cancelled) {
      call.session().interrupted(all, cancelled);
    } else {
      call.session().ran(all);
    }
  }

  private void noteLimits() {
    Limits observed = admission.wouldBeLimits();
    Limits.AffectedRows affected = observed.affectedRows();
    if (affected != null && rows() > affected.most()) {
      admission.exceeded(affected.rule(), false, false);
    }
    Limits.Timeout timeout = observed.timeout();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    if (timeout != null && seconds >= timeout.seconds()) {
      admission.exceeded(timeout.rule(), false, false);
    }
  }
}
