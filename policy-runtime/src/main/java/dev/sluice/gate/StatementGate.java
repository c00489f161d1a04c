package dev.sluice.gate;

import dev.sluice.gate.StatementObserver.Observation;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerResolver;
import dev.sluice.policy.Database;
import dev.sluice.policy.DatabaseRole;
import dev.sluice.policy.Decision;
import dev.sluice.policy.MaskPlan;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Policy;
import dev.sluice.policy.Refusal;
import dev.sluice.policy.StatementContext;
import dev.sluice.policy.Tally;
import dev.sluice.sql.RowFilterRewriter;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableFilters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where every statement passes: reads it, finds out who is calling, decides, and begins to observe.
 * Instrumentations call {@link #admit} before the driver runs the statement and end the admission
 * after it. Thread-safe; never throws: a failure of its own is counted and treated by the rule
 * {@link OnFailure}.
 */
public final class StatementGate {
  private static final Refusal INTERNAL =
      new Refusal(
          "INTERNAL",
          "Sluice could not decide this statement and refuses it: an internal failure, reported on"
              + " the service's standard error.\n"
              + "{\"sluice\":{\"code\":\"INTERNAL\",\"retry\":\"later\"}}");
  private static final String NO_FINGERPRINT = "0000000000000000";
  private static final String CHANGING_BATCH =
      "a batch that changes the session in which its other statements run";
  private static final String UNKNOWN_TEXT = "the statement's text is not known";

  private final Analysis analysis;
  private final Supplier<Policy> policy;
  private final Supplier<@Nullable Policy> onTrial;
  private final CallerResolver callers;
  private final StatementObserver observer;
  private final Failures failures;
  private final OnFailure onFailure;
  private final Mode mode;
  private final RowFilterRewriter rewriter;

  /**
   * @param policy the policy in force, asked once for each statement
   * @param mode {@link Mode#OBSERVE} lets a statement that could not be decided pass, whatever
   *     {@code onFailure} says
   */
  public StatementGate(
      Analysis analysis,
      Supplier<Policy> policy,
      CallerResolver callers,
      StatementObserver observer,
      Failures failures,
      OnFailure onFailure,
      Mode mode) {
    this(analysis, policy, () -> null, callers, observer, failures, onFailure, mode);
  }

  /**
   * A gate with a policy on trial.
   *
   * @param policy the policy in force, asked once for each statement
   * @param onTrial a policy that decides beside it without an effect, for observers to tell where
   *     they differ; gives null if none is on trial
   * @param mode {@link Mode#OBSERVE} lets a statement that could not be decided pass, whatever
   *     {@code onFailure} says
   */
  public StatementGate(
      Analysis analysis,
      Supplier<Policy> policy,
      Supplier<@Nullable Policy> onTrial,
      CallerResolver callers,
      StatementObserver observer,
      Failures failures,
      OnFailure onFailure,
      Mode mode) {
    this.analysis = analysis;
    this.policy = policy;
    this.onTrial = onTrial;
    this.callers = callers;
    this.observer = observer;
    this.failures = failures;
    this.onFailure = onFailure;
    this.mode = mode;
    this.rewriter = new RowFilterRewriter(analysis::analyze);
  }

  /** Decides whether a statement may run, and how its results are shown. */
  public Admission admit(StatementRequest request) {
    return admit(request, callers::current);
  }

  /**
   * Decides a statement of a caller who was found out before, where the current thread is not, or
   * not alone, the one to ask.
   *
   * @param found as {@link #caller} told; null if nobody could be found out
   */
  public Admission admit(StatementRequest request, @Nullable Caller found) {
    return admit(
        request,
        () -> {
          if (found == null) {
            throw new IllegalStateException("nobody can say who is calling");
          }
          return found;
        });
  }

  /**
   * The caller for whom the current thread works. Never throws.
   *
   * @return null if that cannot be found out: the caller may be anybody
   */
  public @Nullable Caller caller() {
    try {
      return callers.current();
    } catch (Throwable problem) {
      failures.count("gate.caller", "nobody can say who is calling", problem);
      return null;
    }
  }

  private Admission admit(StatementRequest request, Supplier<Caller> who) {
    @Nullable Caller caller = null;
    try {
      caller = who.get();
      Policy inForce = policy.get();
      return request.sql().size() == 1
          ? admit(request, read(request, request.sql().get(0)), caller, inForce)
          : admitAll(request, caller, inForce);
    } catch (Throwable problem) {
      failures.count("gate.admit", "a statement could not be decided", problem);
      return afterFailure(request.database(), caller);
    }
  }

  /**
   * The admission of a statement that an instrumentation failed on before it could ask, by the
   * failure rule.
   */
  public Admission afterFailure(Database database) {
    return afterFailure(database, caller());
  }

  /**
   * Whether the database's own texts must not reach the current caller, because any mask holds for
   * the caller there. True if that cannot be found out.
   */
  public boolean withholds(Database database) {
    try {
      return policy.get().withholds(callers.current(), database);
    } catch (Throwable problem) {
      failures.count("gate.withholds", "nobody can say whether the caller is masked", problem);
      return mode == Mode.ENFORCE && onFailure != OnFailure.OPEN;
    }
  }

  /**
   * Whether the current caller may be shown what was read for others, and others what was read for
   * the caller, as caches do: not if any mask or row filter may hold for the caller on any
   * database. By the failure rule if that cannot be found out.
   */
  public boolean sharesCaches() {
    try {
      return !policy.get().masks(callers.current());
    } catch (Throwable problem) {
      failures.count("gate.shares", "nobody can say whether the caller is masked", problem);
      return mode != Mode.ENFORCE || onFailure == OnFailure.OPEN;
    }
  }

  /**
   * Whether values on their way to the database must be looked at, because the policy in force has
   * masks. True if that cannot be found out.
   */
  public boolean guardsWrites() {
    try {
      return policy.get().masks();
    } catch (Throwable problem) {
      failures.count("gate.guards", "nobody can say whether anything is masked", problem);
      return true;
    }
  }

  /**
   * Whether what is prepared must be looked at, because the policy in force has row filters. True
   * if that cannot be found out.
   */
  public boolean filtersRows() {
    try {
      return policy.get().rowFilters();
    } catch (Throwable problem) {
      failures.count("gate.filters", "nobody can say whether rows are filtered", problem);
      return true;
    }
  }

  /**
   * What the row filters of the current caller make of a text that is to be prepared; nothing is
   * observed yet.
   *
   * @return null if they leave it as it is, if it will be refused anyway, or if that could not be
   *     found out: its execution will tell
   */
  public RowFilterRewriter.@Nullable Result filtered(StatementRequest request) {
    try {
      Policy inForce = policy.get();
      if (!inForce.rowFilters()) {
        return null;
      }
      String sql = request.sql().get(0);
      Map<String, RowFilterRewriter.Result> filtered = new HashMap<>();
      SqlFacts facts = read(request, sql);
      Caller caller = callers.current();
      filter(request, sql, facts, caller, decide(request, facts, caller, inForce), filtered);
      return filtered.get(sql);
    } catch (Throwable problem) {
      failures.count("gate.filter", "a statement to be prepared could not be filtered", problem);
      return null;
    }
  }

  /**
   * Whether the current caller is restricted on a database in any way, so that what cannot be
   * governed must be refused. By the failure rule if that cannot be found out.
   */
  public boolean restricts(Database database) {
    try {
      return restricts(database, callers.current());
    } catch (Throwable problem) {
      failures.count("gate.restricts", "nobody can say whether the caller is restricted", problem);
      return mode == Mode.ENFORCE && onFailure != OnFailure.OPEN;
    }
  }

  /** As {@link #restricts(Database)}, of a caller who was found out before; null for anybody. */
  public boolean restricts(Database database, @Nullable Caller caller) {
    try {
      return policy.get().restricts(caller, database);
    } catch (Throwable problem) {
      failures.count("gate.restricts", "nobody can say whether the caller is restricted", problem);
      return mode == Mode.ENFORCE && onFailure != OnFailure.OPEN;
    }
  }

  /**
   * Whether sessions must be looked at before statements run in them, because the policy in force
   * names roles of databases. True if that cannot be found out.
   */
  public boolean assignsRoles() {
    try {
      return policy.get().assignsRoles();
    } catch (Throwable problem) {
      failures.count("gate.roles", "nobody can say whether statements run as a role", problem);
      return true;
    }
  }

  /** The database's role as which the current caller's statements run. */
  public DatabaseRole role(Database database) {
    return assignsRoles() ? role(database, caller()) : DatabaseRole.NONE;
  }

  /** As {@link #role(Database)}, of a caller who was found out before; null for anybody. */
  public DatabaseRole role(Database database, @Nullable Caller caller) {
    try {
      Policy inForce = policy.get();
      if (!inForce.assignsRoles()) {
        return DatabaseRole.NONE;
      }
      return caller == null ? DatabaseRole.UNKNOWN : inForce.databaseRole(caller, database);
    } catch (Throwable problem) {
      failures.count("gate.roles", "nobody can say as which role a statement runs", problem);
      return DatabaseRole.UNKNOWN;
    }
  }

  private Admission admit(StatementRequest request, SqlFacts facts, Caller caller, Policy inForce) {
    Decision decision = decide(request, facts, caller, inForce);
    Map<String, RowFilterRewriter.Result> filtered = Map.of();
    if (decision.filters() != TableFilters.NONE && !request.sql().isEmpty()) {
      filtered = new HashMap<>();
      decision = filter(request, request.sql().get(0), facts, caller, decision, filtered);
    }
    Decision tried = onTrial(request, List.of(facts), caller, inForce);
    return admit(
        request,
        facts,
        List.of(facts),
        caller,
        inForce,
        decision,
        List.of(decision),
        tried,
        filtered);
  }

  private Admission admit(
      StatementRequest request,
      SqlFacts facts,
      List<SqlFacts> all,
      Caller caller,
      Policy inForce,
      Decision decided,
      List<Decision> ofAll,
      @Nullable Decision tried,
      Map<String, RowFilterRewriter.Result> filtered) {
    Tally tally = inForce.tally(caller, request.database(), decided);
    Decision decision = tally.decision(decided);
    if (!decision.refuses()) {
      ofAll.forEach(one -> inForce.learn(caller, request.database(), one));
    }
    Observation observation =
        observe(new StatementEvent(request, facts, caller, decision, OrmCalls.current(), tried));
    Refusal limit = tally.refusal();
    Admission admission =
        decision.refuses()
            ? Admission.refused(
                facts, limit == null ? Refusal.of(decision) : limit, tally, observation, failures)
            : Admission.passed(
                caller,
                facts,
                all,
                request.catalog(),
                decision,
                masks(all, decision, ofAll),
                filtered,
                tally,
                observation,
                failures);
    if (tally.rule() != null) {
      admission.exceeded(tally.rule(), false, true);
    }
    tally.observed().forEach(rule -> admission.exceeded(rule, false, false));
    return admission;
  }

  /** The masks of each text: those of all of them, where their meaning changes under way. */
  private static List<MaskPlan> masks(List<SqlFacts> all, Decision decision, List<Decision> ofAll) {
    List<MaskPlan> masks = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      masks.add(ofAll.size() == all.size() ? ofAll.get(i).masks() : decision.masks());
    }
    return masks;
  }

  /** A batch of different texts, or none that is known: the strongest decision is that of all. */
  private Admission admitAll(StatementRequest request, Caller caller, Policy inForce) {
    if (request.sql().isEmpty()) {
      return admit(request, unknownText(request), caller, inForce);
    }
    SqlFacts strongestFacts = null;
    Decision strongest = null;
    Map<String, RowFilterRewriter.Result> filtered = new HashMap<>();
    List<Decision> decisions = new ArrayList<>();
    List<SqlFacts> all = new ArrayList<>();
    List<String> texts = new ArrayList<>(new LinkedHashSet<>(request.sql()));
    for (String sql : texts) {
      all.add(read(request, sql));
    }
    List<SqlFacts> judged = new ArrayList<>(all);
    if (all.size() > 1 && all.stream().anyMatch(StatementGate::changesMeaning)) {
      // the others were read as if they ran in the session as it is now
      judged.add(SqlFacts.unknown(request.database().dialect(), NO_FINGERPRINT, CHANGING_BATCH));
    }
    for (int i = 0; i < judged.size(); i++) {
      SqlFacts facts = judged.get(i);
      Decision decision = decide(request, facts, caller, inForce);
      if (i < texts.size()) {
        decision = filter(request, texts.get(i), facts, caller, decision, filtered);
      }
      decisions.add(decision);
      if (strongest == null || isStronger(decision, strongest)) {
        strongest = decision;
        strongestFacts = facts;
      }
    }
    if (strongest == null || strongestFacts == null) {
      throw new IllegalStateException("a batch without a statement");
    }
    Decision tried = onTrial(request, judged, caller, inForce);
    return admit(
        request, strongestFacts, all, caller, inForce, strongest, decisions, tried, filtered);
  }

  /**
   * What the policy on trial decides of statements, if it differs from what the one in force does;
   * else null. It has no effect, and neither has its failure.
   */
  private @Nullable Decision onTrial(
      StatementRequest request, List<SqlFacts> judged, Caller caller, Policy inForce) {
    try {
      Policy tried = onTrial.get();
      if (tried == null || tried.serial() != inForce.serial()) { // else they are being replaced
        return null;
      }
      Decision other = strongest(request, judged, caller, tried);
      return other.hasEffectOf(strongest(request, judged, caller, inForce)) ? null : other;
    } catch (Throwable problem) {
      failures.count("gate.trial", "the policy on trial could not decide", problem);
      return null;
    }
  }

  private static Decision strongest(
      StatementRequest request, List<SqlFacts> judged, Caller caller, Policy policy) {
    Decision strongest = decide(request, judged.get(0), caller, policy);
    for (int i = 1; i < judged.size(); i++) {
      Decision decision = decide(request, judged.get(i), caller, policy);
      if (isStronger(decision, strongest)) {
        strongest = decision;
      }
    }
    return strongest;
  }

  private static boolean changesMeaning(SqlFacts facts) {
    return !facts.sessionChanges().isEmpty() && SessionState.mayChange(facts);
  }

  private static boolean isStronger(Decision one, Decision other) {
    int difference = one.action().compareTo(other.action());
    return difference > 0 || (difference == 0 && !one.masks().isEmpty() && other.masks().isEmpty());
  }

  private SqlFacts read(StatementRequest request, String sql) {
    return analysis.analyze(sql, request.database().dialect(), request.catalog());
  }

  private static Decision decide(
      StatementRequest request, SqlFacts facts, Caller caller, Policy inForce) {
    return inForce.decide(
        new StatementContext(
            facts, caller, request.database(), request.batchSize(), request.catalog()));
  }

  /**
   * Applies the row filters of a decision to a text.
   *
   * @param filtered gets what they make of it
   * @return the decision, or a refusal if they cannot be applied
   */
  private Decision filter(
      StatementRequest request,
      String sql,
      SqlFacts facts,
      Caller caller,
      Decision decision,
      Map<String, RowFilterRewriter.Result> filtered) {
    if (decision.filters() == TableFilters.NONE) {
      return decision;
    }
    RowFilterRewriter.Result result =
        rewriter.rewrite(
            sql,
            facts,
            request.catalog(),
            decision.filters(),
            new ValuesOfCaller(caller),
            request.marks());
    if (result == null) {
      return decision;
    }
    if (result.refusal() != null) {
      return decision.unfiltered(result.refusal());
    }
    filtered.put(sql, result);
    return decision;
  }

  private Observation observe(StatementEvent event) {
    try {
      return observer.begin(event);
    } catch (Throwable problem) {
      failures.count("observer.begin", "an observer failed at a statement", problem);
      return Observation.NONE;
    }
  }

  private Admission afterFailure(Database database, @Nullable Caller caller) {
    if (mode == Mode.ENFORCE && closed(database, caller)) {
      return Admission.refused(null, INTERNAL, Tally.NONE, Observation.NONE, failures);
    }
    return Admission.undecided(failures);
  }

  private boolean closed(Database database, @Nullable Caller caller) {
    return switch (onFailure) {
      case OPEN -> false;
      case CLOSED -> true;
      case AUTO -> restricted(database, caller);
    };
  }

  private boolean restricted(Database database, @Nullable Caller caller) {
    try {
      return policy.get().restricts(caller, database);
    } catch (Throwable problem) {
      failures.count("gate.restricts", "nobody can say whether the caller is restricted", problem);
      return true;
    }
  }

  private static SqlFacts unknownText(StatementRequest request) {
    return SqlFacts.unknown(request.database().dialect(), NO_FINGERPRINT, UNKNOWN_TEXT);
  }
}
