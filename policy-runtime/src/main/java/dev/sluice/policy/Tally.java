package dev.sluice.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One execution as limits on how often count it. Made and used by the thread that runs the
 * statement.
 */
public final class Tally {
  /** Nothing is counted. */
  public static final Tally NONE = new Tally(() -> 0);

  private final LongSupplier clock;
  private final List<Runnable> undoing = new ArrayList<>(0);
  private final List<String> observed = new ArrayList<>(0);
  private @Nullable Stop stop;

  private Tally(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * A limit that stops the execution.
   *
   * @param locks whether the caller is locked out
   */
  record Stop(CountedLimit limit, Frequency frequency, boolean locks) {}

  /** Why the execution is stopped; null if it is not. */
  public @Nullable Refusal refusal() {
    return stop == null ? null : Refusal.of(stop);
  }

  /** The decision as it stands after the count: a refusal by the limit, if one stops it. */
  public Decision decision(Decision decision) {
    return stop == null ? decision : decision.stopped(stop.limit().rule(), Refusal.of(stop));
  }

  /** The id of the limit that stops the execution; null if none does. */
  public @Nullable String rule() {
    return stop == null ? null : stop.limit().rule();
  }

  /** Ids of the limits that would stop it if they were enforced. */
  public List<String> observed() {
    return observed;
  }

  /** Takes it back: the execution turned out to be another one's that counts by itself. */
  public void undo() {
    if (undoing.isEmpty()) {
      return;
    }
    undoing.forEach(Runnable::run);
    undoing.clear();
  }

  /**
   * Counts an execution.
   *
   * @param limits that hold for its caller
   * @param refused whether the policy refuses it anyway
   */
  static Tally of(Tallies tallies, List<Of> limits, boolean refused) {
    Tally tally = new Tally(tallies::now);
    for (Of limit : limits) {
      tally.ask(tallies, limit);
    }
    if (tally.stop != null) {
      return tally;
    }
    for (Of limit : limits) {
      if (refused) {
        tally.countRefusal(tallies, limit);
      } else if (tally.stop == null) {
        tally.countExecution(tallies, limit);
      }
    }
    if (tally.stop != null) {
      // what does not run is not counted by the other limits either
      tally.undo();
    }
    return tally;
  }

  /**
   * A limit for a caller.
   *
   * @param caller tells callers apart
   */
  record Of(CountedLimit limit, boolean enforced, String caller) {
    Occurrences executions(Tallies tallies, Frequency rate) {
      return tallies.of(limit.rule(), Tallies.What.EXECUTIONS, rate, caller);
    }

    Occurrences refusals(Tallies tallies, Frequency denials) {
      return tallies.of(limit.rule(), Tallies.What.REFUSALS, denials, caller);
    }
  }

  /** Whether the caller is stopped by what happened before. */
  private void ask(Tallies tallies, Of of) {
    Frequency rate = of.limit.rate();
    if (rate != null && of.executions(tallies, rate).isLocked(clock.getAsLong())) {
      stop(of, rate, true);
    }
    Frequency denials = of.limit.denials();
    if (denials != null) {
      Occurrences refusals = of.refusals(tallies, denials);
      long now = clock.getAsLong();
      if (refusals.isLocked(now)) {
        stop(of, denials, true);
      } else if (!of.limit.locks() && refusals.total(now) >= denials.most()) {
        stop(of, denials, false);
      }
    }
  }

  private void countRefusal(Tallies tallies, Of of) {
    Frequency denials = of.limit.denials();
    if (denials == null) {
      return;
    }
    Occurrences refusals = of.refusals(tallies, denials);
    long now = clock.getAsLong();
    long total = refusals.add(now);
    if (of.limit.locks() && total >= denials.most()) {
      refusals.lock(now + denials.windowMillis());
      undoing.add(() -> refusals.unlock(total - 1, clock.getAsLong()));
    } else {
      undoing.add(() -> refusals.takeBack(clock.getAsLong()));
    }
  }

  private void countExecution(Tallies tallies, Of of) {
    Frequency rate = of.limit.rate();
    if (rate == null) {
      return;
    }
    Occurrences executions = of.executions(tallies, rate);
    long now = clock.getAsLong();
    if (executions.addUpTo(rate.most(), now)) {
      undoing.add(() -> executions.takeBack(clock.getAsLong()));
      return;
    }
    if (of.limit.locks()) {
      executions.lock(now + rate.windowMillis());
    }
    stop(of, rate, of.limit.locks());
  }

  private void stop(Of of, Frequency frequency, boolean locks) {
    if (!of.enforced) {
      if (!observed.contains(of.limit.rule())) {
        observed.add(of.limit.rule());
      }
    } else if (stop == null || (locks && !stop.locks())) {
      stop = new Stop(of.limit, frequency, locks);
    }
  }
}
