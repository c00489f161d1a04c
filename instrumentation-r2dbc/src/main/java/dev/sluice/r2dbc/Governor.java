package dev.sluice.r2dbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementRequest;
import dev.sluice.gate.WriteBack;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Carried;
import dev.sluice.policy.ChangedRows;
import dev.sluice.policy.DatabaseRole;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.ParameterMarks;
import dev.sluice.sql.SqlFacts;
import dev.sluice.telling.DatabaseRoles;
import dev.sluice.telling.Objection;
import dev.sluice.telling.Telling;
import dev.sluice.telling.ToldCaller;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the classes that are linked to a service ask: who is calling, what the gate decides, and
 * what was found out about connections. Thread-safe; never throws.
 */
public final class Governor {
  private static final long WAIT_FOR_TABLES_MILLIS = 1_000;

  private static final Refusal UNDECIDED =
      Refusal.ofUngoverned("it could not be decided", "Try again later.");

  /** What may bring back no result, or several. */
  private static final Set<Effect> UNTOLD = EnumSet.of(Effect.CALL, Effect.EXTERNAL, Effect.OTHER);

  private static final Set<Dialect> RETURNING = EnumSet.of(Dialect.POSTGRESQL, Dialect.MARIADB);

  /** Others wrap what these do. */
  private static final Set<String> DRIVERS = Set.of("io.r2dbc", "org.mariadb");

  private final R2dbcCollaborators r2dbc;

  Governor(R2dbcCollaborators r2dbc) {
    this.r2dbc = r2dbc;
  }

  /** Where what goes wrong is counted. */
  public Failures failures() {
    return r2dbc.failures();
  }

  // ---- who is calling

  /**
   * For whom a statement is subscribed on the current thread; null if that cannot be found out.
   * Where the thread works for nobody in particular, for whom its connection was taken.
   */
  public @Nullable Caller caller(Session session) {
    return session.onBehalf(caller());
  }

  /**
   * A connection of a driver was taken for somebody.
   *
   * @param above what stands above it, and passes on to it
   * @param caller null if that cannot be found out
   */
  public void taken(Object connection, List<Object> above, @Nullable Caller caller) {
    Session session = r2dbc.connections().known(connection);
    if (session != null) {
      session.taken(caller);
      above.forEach(layer -> r2dbc.connections().above(layer, session));
    }
  }

  /** For whom the current thread works, by itself; null if that cannot be found out. */
  public @Nullable Caller caller() {
    try {
      return r2dbc.callers().currentOfChain();
    } catch (Throwable problem) {
      failures().count("gate.caller", "nobody can say who is calling", problem);
      return null;
    }
  }

  /** Whether a decision has to wait, and for what; null if it can be made at once. */
  public @Nullable CompletionStage<Optional<Caller>> waits(
      StatementCall call, @Nullable Caller caller, Object context) {
    CompletionStage<Carried> told = told(context);
    CompletableFuture<Void> reading = call.session().factory().catalog().reading();
    CompletableFuture<Void> making = making();
    if (told == null && reading == null && making == null) {
      return null;
    }
    CompletionStage<Optional<Caller>> who =
        told == null
            ? CompletableFuture.completedFuture(Optional.ofNullable(caller))
            : told.handle((carried, problem) -> merged(caller, carried, problem));
    if (making != null) {
      who = who.thenCombine(making, (found, made) -> found);
    }
    return reading == null
        ? who
        : who.thenCombine(
            reading.copy().completeOnTimeout(null, WAIT_FOR_TABLES_MILLIS, TimeUnit.MILLISECONDS),
            (found, read) -> found);
  }

  /** Completes when a decision waits no more for what it is made with; null if it does not now. */
  public @Nullable CompletableFuture<Void> making() {
    return r2dbc.gateMaking();
  }

  private @Nullable CompletionStage<Carried> told(Object context) {
    try {
      return r2dbc.contexts().of(context);
    } catch (RuntimeException | LinkageError problem) {
      return CompletableFuture.failedFuture(problem);
    }
  }

  private Optional<Caller> merged(
      @Nullable Caller caller, @Nullable Carried carried, @Nullable Throwable problem) {
    if (problem != null) {
      failures().count("r2dbc.caller", "a context does not tell who is calling", problem);
      return Optional.empty();
    }
    if (caller == null || carried == null || carried.unknown()) {
      return Optional.empty();
    }
    return Optional.of(caller.told(carried));
  }

  // ---- deciding

  /**
   * What became of a subscription.
   *
   * @param execution what was decided; null if something is to be done first
   * @param role the role that its session is to take first; null if that is to be asked of itself
   */
  public record Begun(@Nullable Execution execution, @Nullable DatabaseRole role) {
    static final Begun ASK = new Begun(null, null);
  }

  /**
   * Decides a subscription.
   *
   * @param caller null if nobody could be found out
   * @param outer the execution, of another layer, in which this one was subscribed; null if none
   * @param asked whether its session was asked of itself before
   * @param settled whether its session has taken its role, or could not
   * @param late why it is refused in any case, as its session did not take its role; null if it is
   *     not
   */
  public Begun begin(
      StatementCall call,
      @Nullable Caller caller,
      @Nullable Execution outer,
      boolean asked,
      boolean settled,
      @Nullable Refusal late) {
    if (outer != null && wraps(outer.call(), call)) {
      outer.passOn();
    }
    DatabaseRole role = role(call.session(), caller);
    StatementCall decided = call;
    Admission admission;
    try {
      admission = admit(call, caller);
      if (admission.refusal() == null && admission.withholds() && returns(call)) {
        admission.abandon();
        decided = call.returning();
        admission = admit(decided, caller);
      }
    } catch (Throwable problem) {
      failures().count("r2dbc.gate", "there is no gate to ask", problem);
      admission = Admission.undecided(failures());
      if (r2dbc.closed()) {
        return new Begun(new Execution(call, admission, UNDECIDED, role, failures()), null);
      }
    }
    Refusal refusal = admission.refusal();
    if (refusal != null && !asked && call.session().isToBeAsked()) {
      admission.abandon();
      return Begun.ASK;
    }
    if (!settled && takes(call.session(), admission, role)) {
      admission.abandon();
      return new Begun(null, role);
    }
    if (refusal == null) {
      refusal = late == null ? roleless(call.session(), admission, role) : late;
      if (refusal != null) {
        admission.refused(role.rule(), refusal.why());
      }
    }
    if (refusal == null) {
      refusal = notApplied(decided, admission);
      if (refusal == null) {
        refusal = untellable(decided, admission);
      }
      if (refusal != null && refusal.code().equals(Refusal.DENIED)) {
        admission.refused(Refusal.UNENFORCEABLE, refusal.why());
      }
    }
    if (refusal != null) {
      admission.end(new Outcome(null, refusal.code(), -1));
    }
    return new Begun(new Execution(decided, admission, refusal, role, failures()), null);
  }

  // ---- the role of the database

  /** The role that the policy gives a caller; without a gate there is no policy to ask. */
  private DatabaseRole role(Session session, @Nullable Caller caller) {
    try {
      return r2dbc.gate().role(session.database(), caller);
    } catch (Throwable problem) {
      failures().count("r2dbc.gate", "there is no gate to ask", problem);
      return DatabaseRole.NONE;
    }
  }

  /** Whether sessions take roles of a database, or may have taken one. */
  private boolean hasRoles(Session session) {
    try {
      return r2dbc.gate().assignsRoles() || !"".equals(session.toldSession().role());
    } catch (Throwable problem) {
      failures().count("r2dbc.gate", "there is no gate to ask", problem);
      return false;
    }
  }

  /** Whether a session has to take a role, or go back to its own, before a statement. */
  private static boolean takes(Session session, Admission admission, DatabaseRole role) {
    return impossible(session, role) == null
        && DatabaseRoles.mustTake(
            role, session.toldSession().role(), admission.known(), admission.refusal() != null);
  }

  /** Why a session cannot take a role; null if it can. */
  private static @Nullable Objection impossible(Session session, DatabaseRole role) {
    Objection unclear = DatabaseRoles.unclear(role);
    if (unclear != null) {
      return unclear;
    }
    String without = role.without(session.database().dialect());
    if (without == null && session.connection() == null && !role.isNone()) {
      without = "its connection is gone";
    }
    return without == null ? null : DatabaseRoles.impossible(role, without);
  }

  /** Why a statement may not run under its role; null if it may. */
  private @Nullable Refusal roleless(Session session, Admission admission, DatabaseRole role) {
    if (!hasRoles(session)) {
      return null;
    }
    Objection objection = impossible(session, role);
    if (objection == null) {
      objection = DatabaseRoles.objection(admission.all(), !role.isNone());
    }
    return objection == null ? null : Refusal.ofRole(role, objection.why(), objection.fix());
  }

  /** As whom the database does the statements of a caller who has a role. */
  public Standing standing(StatementCall call, @Nullable Caller caller, DatabaseRole role) {
    return new Standing(
        telling().tells(call.session().database().dialect()) ? ToldCaller.of(caller) : null,
        role.name());
  }

  private Admission admit(StatementCall call, @Nullable Caller caller) {
    Session session = call.session();
    return r2dbc
        .gate()
        .admit(
            new StatementRequest(
                call.texts(),
                call.size(),
                call.batch(),
                session.database(),
                session.catalog(!call.sets().isEmpty()),
                ParameterMarks.OF_DATABASE),
            caller);
  }

  /** Whether a driver puts RETURNING behind the text; that of H2 does not. */
  private static boolean returns(StatementCall call) {
    return call.generatesValues() && RETURNING.contains(call.session().database().dialect());
  }

  /** Whether the outer one only passes on what the inner one runs. */
  private static boolean wraps(StatementCall outer, StatementCall inner) {
    return outer.texts().equals(inner.texts()) || !outer.vendor().equals(inner.vendor());
  }

  /** What holds for the caller and is not applied to R2DBC: the statement must not run then. */
  private static @Nullable Refusal notApplied(StatementCall call, Admission admission) {
    Limits.Timeout timeout = admission.limits().timeout();
    Object connection = call.session().connection();
    ServiceLink link = call.session().link();
    if (timeout != null && (connection == null || link == null || !link.limitsTime(connection))) {
      return Refusal.ofUntimed(timeout);
    }
    boolean prefixed = timeout != null && call.session().database().dialect() == Dialect.MARIADB;
    if ((prefixed || filters(call, admission)) && (!call.repeatable() || connection == null)) {
      return Refusal.ofUngoverned(
          (prefixed ? "its time is limited" : "the rows of a table are filtered for its caller")
              + ", and its parameters cannot be bound again",
          "Make a new statement of the connection's own for each execution.");
    }
    Limits.AffectedRows affected = admission.limits().affectedRows();
    if (affected != null && ChangedRows.by(admission.all())) {
      String why =
          connection == null || link == null
              ? "its connection is not known"
              : irrevocable(call, admission, link.holdsRows(connection));
      if (why != null) {
        return Refusal.ofIrrevocable(
            affected,
            why + ", so that it cannot be counted and taken back",
            "Send each change on its own.");
      }
    }
    if (!admission.withholds()) {
      return null;
    }
    if (call.generatesValues() && call.session().database().dialect() != Dialect.H2) {
      return Refusal.ofUngoverned(
          "values are masked for its caller, and values that the database generates are not",
          "Leave out returnGeneratedValues, or say RETURNING in the statement.");
    }
    if (!admission.masksAny()) {
      return null;
    }
    if (call.texts().size() > 1 && !hasOneResultEach(admission)) {
      return Refusal.ofUngoverned(
          "values are masked for its caller, and the results of its batch cannot be told apart",
          "Execute each text by itself.");
    }
    return WriteBack.find(admission, call.texts(), SentValues.of(call));
  }

  // ---- down to the database

  /** How databases are told for whom statements are done. */
  public Telling telling() {
    return r2dbc.telling();
  }

  /**
   * Whether the database is told for whom an execution is done, or the session has its role, before
   * it runs.
   */
  public boolean tells(Execution execution) {
    Session session = execution.call().session();
    return (telling().tells(session.database().dialect()) || hasRoles(session))
        && !Telling.readsNothing(execution.admission().all());
  }

  private @Nullable Refusal untellable(StatementCall call, Admission admission) {
    Session session = call.session();
    Objection objection = null;
    if (telling().tells(session.database().dialect())) {
      objection = Telling.objection(admission.all(), session.database().dialect());
      if (objection == null && session.connection() == null) {
        objection = Telling.untold("its connection is gone");
      }
    } else if (telling().isOn() && !session.isKnown() && DRIVERS.contains(call.vendor())) {
      objection = Telling.untold("its database is not known");
    }
    return objection == null ? null : Refusal.ofUngoverned(objection.why(), objection.fix());
  }

  /** Whether each text of a batch is a statement of which one result comes back. */
  private static boolean hasOneResultEach(Admission admission) {
    for (SqlFacts facts : admission.all()) {
      if (facts.isOpaque()
          || facts.statements() != 1
          || facts.effects().stream().anyMatch(UNTOLD::contains)) {
        return false;
      }
    }
    return true;
  }

  /** Whether row filters change a text of a call. */
  static boolean filters(StatementCall call, Admission admission) {
    for (String text : call.texts()) {
      if (admission.filtered(text) != null) {
        return true;
      }
    }
    return false;
  }

  /** Why a change cannot be counted and taken back; null if it can. */
  private static @Nullable String irrevocable(
      StatementCall call, Admission admission, boolean holdsRows) {
    if (!ChangedRows.countable(admission.all())) {
      return "it changes rows beside something else";
    }
    if (call.session().factory().catalog().irrevocable().changedBy(admission.all())) {
      return "it changes a table without transactions";
    }
    boolean returns = call.generatesValues();
    for (SqlFacts facts : admission.all()) {
      returns |= !facts.output().isEmpty();
    }
    return returns && !holdsRows ? "it returns rows, and its driver is not known" : null;
  }

  /**
   * Whether what cannot be governed must be refused. Whom a context names is not waited for.
   *
   * @param context of whoever subscribes
   */
  public boolean restricts(Session session, Object context) {
    try {
      CompletionStage<Carried> told = told(context);
      Caller caller = caller(session);
      if (told != null) {
        CompletableFuture<Carried> future = told.toCompletableFuture();
        boolean known = future.isDone() && !future.isCompletedExceptionally();
        caller = known ? merged(caller, future.getNow(null), null).orElse(null) : null;
      }
      return telling().isJudged(session.database())
          || r2dbc.gate().restricts(session.database(), caller);
    } catch (Throwable problem) {
      failures().count("r2dbc.gate", "there is no gate to ask", problem);
      return r2dbc.closed();
    }
  }

  // ---- what is learned of the driver's objects

  /** A result belongs to an execution. */
  public void result(Object result, Execution execution) {
    r2dbc.results().put(result, execution);
  }

  /** A result was read, or will not be: what is read of it again tells nothing more. */
  public void consumed(Object result) {
    r2dbc.results().remove(result);
  }

  /** What is known of a factory that has just made a connection. */
  public Factory factory(Object factory, Object connection, ServiceLink link) {
    return r2dbc.connections().factory(factory, connection, link);
  }

  /** A connection is handed to the service. */
  public void connected(Object connection, Factory factory, ServiceLink link) {
    r2dbc.connections().connected(connection, factory, link);
  }
}
