package dev.sluice.gate;

import dev.sluice.gate.StatementObserver.Observation;
import dev.sluice.identity.Caller;
import dev.sluice.policy.Decision;
import dev.sluice.policy.Limits;
import dev.sluice.policy.MaskPlan;
import dev.sluice.policy.Refusal;
import dev.sluice.policy.Tally;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.RowFilterRewriter;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The gate's answer for one execution of a statement. Used by the thread that runs the statement
 * only, and ended or abandoned exactly once; later calls do nothing.
 */
public final class Admission {
  private final @Nullable Caller caller;
  private final @Nullable SqlFacts facts;
  private final List<SqlFacts> all;
  private final Catalog catalog;
  private final MaskPlan masks;
  private final List<MaskPlan> allMasks;
  private final boolean withholds;
  private final Map<String, RowFilterRewriter.Result> filtered;
  private final Limits limits;
  private final Limits wouldBeLimits;
  private final @Nullable Refusal refusal;
  private final Tally tally;
  private final Observation observation;
  private final Failures failures;
  private boolean ended;

  private Admission(
      @Nullable Caller caller,
      @Nullable SqlFacts facts,
      List<SqlFacts> all,
      Catalog catalog,
      MaskPlan masks,
      List<MaskPlan> allMasks,
      boolean withholds,
      Map<String, RowFilterRewriter.Result> filtered,
      Limits limits,
      Limits wouldBeLimits,
      @Nullable Refusal refusal,
      Tally tally,
      Observation observation,
      Failures failures) {
    this.caller = caller;
    this.facts = facts;
    this.all = all;
    this.catalog = catalog;
    this.masks = masks;
    this.allMasks = List.copyOf(allMasks);
    this.withholds = withholds;
    this.filtered = Map.copyOf(filtered);
    this.limits = limits;
    this.wouldBeLimits = wouldBeLimits;
    this.refusal = refusal;
    this.tally = tally;
    this.observation = observation;
    this.failures = failures;
  }

  static Admission passed(
      Caller caller,
      SqlFacts facts,
      List<SqlFacts> all,
      Catalog catalog,
      Decision decision,
      List<MaskPlan> allMasks,
      Map<String, RowFilterRewriter.Result> filtered,
      Tally tally,
      Observation observation,
      Failures failures) {
    return new Admission(
        caller,
        facts,
        all,
        catalog,
        decision.masks(),
        allMasks,
        decision.withholds(),
        filtered,
        decision.limits(),
        decision.wouldBeLimits(),
        null,
        tally,
        observation,
        failures);
  }

  static Admission refused(
      @Nullable SqlFacts facts,
      Refusal refusal,
      Tally tally,
      Observation observation,
      Failures failures) {
    return new Admission(
        null,
        facts,
        List.of(),
        Catalog.EMPTY,
        MaskPlan.NONE,
        List.of(),
        false,
        Map.of(),
        Limits.NONE,
        Limits.NONE,
        refusal,
        tally,
        observation,
        failures);
  }

  /** An admission of a statement that could not be decided and that the failure rule lets pass. */
  public static Admission undecided(Failures failures) {
    return new Admission(
        null,
        null,
        List.of(),
        Catalog.EMPTY,
        MaskPlan.NONE,
        List.of(),
        false,
        Map.of(),
        Limits.NONE,
        Limits.NONE,
        null,
        Tally.NONE,
        Observation.NONE,
        failures);
  }

  /** For whom the statement is done; null if it did not pass, or that could not be found out. */
  public @Nullable Caller caller() {
    return caller;
  }

  /** What the statement does; null if that could not be found out. */
  public @Nullable SqlFacts facts() {
    return facts;
  }

  /**
   * What each different text does that it stands for, in their order: one, or those of a batch;
   * empty if that could not be found out, or if it must not run.
   */
  public List<SqlFacts> all() {
    return all;
  }

  /** As {@link #all}, also of a statement that must not run, as far as that is known. */
  public List<SqlFacts> known() {
    return all.isEmpty() && facts != null ? List.of(facts) : all;
  }

  /** The tables as the statement was read with; empty if it did not pass. */
  public Catalog catalog() {
    return catalog;
  }

  /** What must be masked in the results. */
  public MaskPlan masks() {
    return masks;
  }

  /** What must be masked in the results of each text of {@link #all}, in their order. */
  public List<MaskPlan> allMasks() {
    return allMasks;
  }

  /** Whether anything must be masked in the results of any text. */
  public boolean masksAny() {
    for (MaskPlan each : allMasks) {
      if (!each.isEmpty()) {
        return true;
      }
    }
    return !masks.isEmpty();
  }

  /**
   * What row filters make of a text; null if they leave it as it is.
   *
   * @param sql one of the texts that the admission was asked for
   */
  public RowFilterRewriter.@Nullable Result filtered(String sql) {
    return filtered.get(sql);
  }

  /**
   * Whether the database's own texts must not reach the caller: any mask or row filter holds for
   * the caller.
   */
  public boolean withholds() {
    return withholds;
  }

  /** How much of the statement is let through. */
  public Limits limits() {
    return limits;
  }

  /** Smaller limits that are only to be told of when they are passed. */
  public Limits wouldBeLimits() {
    return wouldBeLimits;
  }

  /** Why the statement must not run; null if it may. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  public boolean ended() {
    return ended;
  }

  /** Reports how the statement ended. Never throws. */
  public void end(Outcome outcome) {
    if (ended) {
      return;
    }
    ended = true;
    try {
      observation.end(outcome);
    } catch (Throwable problem) {
      failures.count("observer.end", "an observer failed at the end of a statement", problem);
    }
  }

  /**
   * Tells that the statement, which had passed, is refused after all, before anything of it ran; to
   * be ended then. Never throws.
   *
   * @param rule the id of the rule
   * @param why what the one who is refused reads
   */
  public void refused(String rule, String why) {
    if (ended || refusal != null) {
      return;
    }
    try {
      observation.refused(rule, why);
    } catch (Throwable problem) {
      failures.count("observer.refused", "an observer failed at a refusal", problem);
    }
  }

  /**
   * Tells that a limit was passed, at any time after the decision: results are read after the
   * statement has ended. Never throws.
   *
   * @param rule the id of the limit
   * @param truncates whether the rest is left out without an error
   * @param enforced whether the limit was carried out; else it is only observed
   */
  public void exceeded(String rule, boolean truncates, boolean enforced) {
    try {
      observation.exceeded(rule, truncates, enforced);
    } catch (Throwable problem) {
      failures.count("observer.exceeded", "an observer failed at a limit", problem);
    }
  }

  /**
   * Tells that a detector found something in a value of the result. Never throws.
   *
   * @param tags of what was found
   */
  public void detected(Set<String> tags) {
    try {
      observation.detected(tags);
    } catch (Throwable problem) {
      failures.count("observer.detected", "an observer failed at a finding", problem);
    }
  }

  /** Forgets the statement: a deeper layer reports it. Never throws. */
  public void abandon() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      tally.undo();
      observation.abandon();
    } catch (Throwable problem) {
      failures.count("observer.abandon", "an observer failed to forget a statement", problem);
    }
  }
}
