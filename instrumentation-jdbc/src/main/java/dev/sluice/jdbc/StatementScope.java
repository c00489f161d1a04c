package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.OwnExceptions;
import dev.sluice.gate.OwnWork;
import dev.sluice.gate.RowAllowance;
import dev.sluice.gate.StatementRequest;
import dev.sluice.gate.WriteBack;
import dev.sluice.policy.DatabaseRole;
import dev.sluice.policy.Limits;
import dev.sluice.policy.Refusal;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement on one layer, from the call to its return.
 *
 * <p>Pools and tracing wrappers put several statement objects on top of each other, and each layer
 * is woven. A scope that finds an outer one open on its thread with the same texts shares its
 * admission: the statement is decided and observed once, and the deepest layer masks the results
 * and ends the observation. Other texts below mean that the outer layer rewrote the statement, or
 * that the driver sends something of its own: they get a decision of their own, and an outer layer
 * that only wraps forgets its observation.
 *
 * <p>Used by one thread, opened and closed on it.
 */
final class StatementScope {
  private static final ThreadLocal<@Nullable StatementScope> CURRENT = new ThreadLocal<>();

  /** Too many rows were changed, and none are now. */
  private static final Outcome TAKEN_BACK = new Outcome(null, Refusal.LIMIT, 0);

  private final JdbcCollaborators jdbc;
  private final Statement statement;
  private final StatementRequest request;
  private final Session session;
  private final Admission admission;
  private final @Nullable StatementScope outer;
  private boolean passedOn;
  private @Nullable String sent;
  private @Nullable TimeAllowance time;
  private @Nullable ChangeAllowance changes;

  private StatementScope(
      JdbcCollaborators jdbc,
      Statement statement,
      StatementRequest request,
      Session session,
      Admission admission,
      @Nullable StatementScope outer) {
    this.jdbc = jdbc;
    this.statement = statement;
    this.request = request;
    this.session = session;
    this.admission = admission;
    this.outer = outer;
  }

  /**
   * Enters an execution.
   *
   * @param prepared what was known of the session when the statement was prepared; null if it was
   *     not
   * @return a {@code Throwable} to throw in place of the execution, a scope to leave after it, or
   *     null if there is nothing to do
   */
  static @Nullable Object enter(
      JdbcCollaborators jdbc,
      Statement statement,
      @Nullable SessionState prepared,
      List<String> sql,
      int batchSize,
      boolean batch) {
    if (OwnWork.isRunning() || WarningsRead.isBy(statement, sql)) {
      return null;
    }
    StatementScope outer = CURRENT.get();
    if (outer != null && outer.statement == statement && outer.sends(sql)) {
      return null;
    }
    Session session = jdbc.connections().of(statement);
    StatementRequest request =
        new StatementRequest(sql, batchSize, batch, session.database(), session.catalog(prepared));
    Admission admission = admission(jdbc, outer, statement, request);
    if (admission.refusal() != null && ask(jdbc, session, statement)) {
      admission.abandon();
      request =
          new StatementRequest(
              sql, batchSize, batch, session.database(), session.catalog(prepared));
      admission = admission(jdbc, outer, statement, request);
    }
    if (jdbc.gate().assignsRoles() || session.mayHaveRole()) {
      DatabaseRole role = jdbc.gate().role(session.database());
      try {
        if (jdbc.roles().take(session, statement, admission, role)) {
          admission.abandon();
          request =
              new StatementRequest(
                  sql, batchSize, batch, session.database(), session.catalog(prepared));
          admission = admission(jdbc, outer, statement, request);
          jdbc.roles().take(session, statement, admission, role);
        }
      } catch (SQLException instead) {
        return ended(admission, instead, role.rule());
      }
    }
    if (admission.refusal() != null) {
      admission.end(new Outcome(null, admission.refusal().code(), -1));
      return Refusals.of(admission.refusal());
    }
    Refusal writeBack =
        WriteBack.find(admission, sql, Parameters.sentBy(jdbc.statements().find(statement), batch));
    if (writeBack != null) {
      admission.end(new Outcome(null, writeBack.code(), -1));
      return Refusals.of(writeBack);
    }
    StatementScope scope = new StatementScope(jdbc, statement, request, session, admission, outer);
    StatementState state = jdbc.statements().find(statement);
    try {
      scope.sent = RowFiltering.execute(admission, statement, state, sql, batch);
    } catch (SQLException instead) {
      return ended(admission, instead);
    }
    SQLException untold = jdbc.telling().tell(session, statement, admission);
    if (untold != null) {
      return ended(admission, untold);
    }
    if (RowFiltering.isReplaced(statement, state, sql, batch)) {
      String written = sql.get(0);
      String sent = jdbc.telling().commented(scope.sent == null ? written : scope.sent, admission);
      scope.sent = sent.equals(written) ? null : sent;
    }
    SQLException unlimited = scope.limit();
    if (unlimited != null) {
      return unlimited;
    }
    CURRENT.set(scope);
    return scope;
  }

  /** Ends an execution that something is thrown in place of: a refusal, or the driver's own. */
  private static SQLException ended(Admission admission, SQLException instead) {
    return ended(admission, instead, Refusal.UNENFORCEABLE);
  }

  private static SQLException ended(Admission admission, SQLException instead, String rule) {
    boolean refused = OwnExceptions.contains(instead);
    if (refused) {
      admission.refused(rule, String.valueOf(instead.getMessage()));
    }
    admission.end(new Outcome(refused ? null : instead, refused ? Refusal.DENIED : null, -1));
    return instead;
  }

  /** Puts the limits in force; returns what to throw if the statement cannot run under them. */
  @SuppressWarnings("ReferenceEquality") // the very admission
  private @Nullable SQLException limit() {
    try {
      time = TimeAllowance.start(statement, admission);
    } catch (SQLException problem) {
      jdbc.failures().count("jdbc.timeout", "a statement takes no timeout", problem);
      Refusal refusal = untimed(admission);
      admission.end(new Outcome(null, refusal.code(), -1));
      return Refusals.of(refusal);
    }
    try {
      changes =
          outer != null && outer.admission == admission
              ? outer.handChangesOver()
              : ChangeAllowance.start(statement, admission, session, jdbc.failures());
      return null;
    } catch (SQLException instead) {
      endTime();
      ended(admission, instead);
      return withheld(instead) instanceof SQLException shown ? shown : instead;
    }
  }

  /** The deepest layer counts, and tells. */
  private @Nullable ChangeAllowance handChangesOver() {
    ChangeAllowance handed = changes;
    changes = null;
    return handed;
  }

  /** Whether these texts are what runs here, as they were given or with row filters in them. */
  private boolean sends(List<String> sql) {
    return request.sql().equals(sql) || (sent != null && sql.size() == 1 && sql.contains(sent));
  }

  /**
   * The text to execute in place of the one that was given.
   *
   * @param sql what was given
   */
  @Nullable String sent(@Nullable String sql) {
    return sent == null ? sql : sent;
  }

  private static Refusal untimed(Admission admission) {
    Limits.Timeout timeout = admission.limits().timeout();
    if (timeout == null) {
      throw new IllegalStateException("no timeout is enforced");
    }
    return Refusal.ofUntimed(timeout);
  }

  /** Asks a session of which too little is known, now that a statement is refused for it. */
  private static boolean ask(JdbcCollaborators jdbc, Session session, Statement statement) {
    if (session.state().isKnown()) {
      return false;
    }
    try {
      return session.ask(statement.getConnection());
    } catch (SQLException | RuntimeException | LinkageError problem) {
      jdbc.failures().count("jdbc.ask", "a session does not tell of itself", problem);
      return false;
    }
  }

  private static Admission admission(
      JdbcCollaborators jdbc,
      @Nullable StatementScope outer,
      Statement statement,
      StatementRequest request) {
    if (outer != null && outer.statement != statement) {
      if (!outer.admission.ended() && outer.request.sql().equals(request.sql())) {
        outer.passedOn = true;
        if (sameCatalog(outer.request, request)) {
          return outer.admission;
        }
        outer.admission.abandon();
        return jdbc.gate().admit(request);
      }
      if (!sameVendor(outer.statement, statement)) {
        outer.passedOn = true;
        outer.admission.abandon();
      }
    }
    return jdbc.gate().admit(request);
  }

  /** Whether names mean the same to both layers; the deeper one is nearer to the session. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean sameCatalog(StatementRequest outer, StatementRequest inner) {
    return outer.catalog() == inner.catalog();
  }

  /** A driver that runs statements of its own inside one of the service's is no wrapper of it. */
  private static boolean sameVendor(Statement first, Statement second) {
    return Vendors.of(first).equals(Vendors.of(second));
  }

  /**
   * Leaves an execution that returned or threw.
   *
   * @return the result set to hand to the service in place of the driver's, or the {@code
   *     Throwable} to throw in place of the driver's; null to leave what happened
   * @throws SQLException in place of the result, if it cannot be masked
   */
  @Nullable Object leave(@Nullable Object returned, @Nullable Throwable thrown)
      throws SQLException {
    restoreOuter();
    endTime();
    Throwable instead = changes == null ? null : changes.finish(statement, returned, thrown);
    Throwable failure = instead == null ? thrown : instead;
    if (passedOn) {
      return instead == null ? null : withheld(instead);
    }
    if (failure != null) {
      jdbc.statements().failed(statement, admission, RowAllowance.of(admission));
      Throwable shown = withheld(failure);
      boolean refused = instead != null && OwnExceptions.contains(instead);
      finish(returned, shown, refused);
      return shown == thrown ? null : shown;
    }
    try {
      return show(returned);
    } finally {
      finish(returned, null, false);
    }
  }

  private Throwable withheld(Throwable failure) {
    return admission.withholds() ? Withholding.of(failure, isPlainRead()) : failure;
  }

  private boolean isPlainRead() {
    SqlFacts facts = admission.facts();
    return facts != null && !facts.isOpaque() && facts.effects().equals(Set.of(Effect.SELECT));
  }

  /** The statement has run, so nothing that goes wrong here may tell the service that it failed. */
  private void finish(@Nullable Object returned, @Nullable Throwable thrown, boolean takenBack) {
    noteSession(thrown);
    try {
      SqlFacts facts = admission.facts();
      if (thrown == null && facts != null) {
        noteMissed(facts);
      }
      admission.end(takenBack ? TAKEN_BACK : outcome(returned, thrown));
    } catch (Throwable problem) {
      jdbc.failures().count("jdbc.leave", "the end of a statement went unnoticed", problem);
    }
  }

  /** Whether a statement is running on this thread: what the driver does then is part of it. */
  static boolean isOpen() {
    return CURRENT.get() != null;
  }

  /**
   * Forgets every scope of this thread, after a failure: one left open would lend its admission to
   * a later statement.
   */
  static void forgetAll() {
    CURRENT.remove();
  }

  private void restoreOuter() {
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  private void endTime() {
    if (time != null) {
      try {
        time.end(!passedOn);
      } catch (SQLException | RuntimeException problem) {
        jdbc.failures().count("jdbc.timeout", "a statement keeps a shorter timeout", problem);
      }
    }
  }

  private @Nullable ResultSet show(@Nullable Object returned) throws SQLException {
    RowAllowance allowance = RowAllowance.of(admission);
    jdbc.statements().rememberAllowance(statement, allowance);
    if (!(returned instanceof ResultSet results)) {
      return mask(null);
    }
    ResultSet counted = LimitedResultSets.over(results, allowance);
    return JdbcCalls.replacement(results, counted, mask(counted));
  }

  private @Nullable ResultSet mask(@Nullable ResultSet results) throws SQLException {
    if (!admission.withholds()) {
      jdbc.statements().forgetMasks(statement);
      return null;
    }
    jdbc.statements().rememberMasks(statement, admission);
    if (admission.masks().isEmpty()) {
      return null;
    }
    return results == null ? null : jdbc.masking().results(results, admission);
  }

  private void noteSession(@Nullable Throwable thrown) {
    try {
      if (admission.all().isEmpty()) {
        session.unknown();
      } else if (thrown != null) {
        session.failed(admission.all());
      } else {
        session.ran(admission.all(), statement);
        for (SqlFacts facts : admission.all()) {
          if (changesTables(facts.effects())) {
            session.changedTables(facts, statement);
          }
        }
      }
    } catch (SQLException | RuntimeException | LinkageError problem) {
      session.interrupted();
      jdbc.failures().count("jdbc.session", "a session was not followed", problem);
    }
  }

  /** What is not understood may be so because its tables are younger than the catalog. */
  private void noteMissed(SqlFacts facts) {
    if (facts.isOpaque() && !changesTables(facts.effects())) {
      session.info().catalog().missed(facts.tables());
    }
  }

  private static boolean changesTables(Set<Effect> effects) {
    return effects.contains(Effect.CREATE)
        || effects.contains(Effect.ALTER)
        || effects.contains(Effect.DROP)
        // PostgreSQL passes over schemas that are not granted
        || effects.contains(Effect.GRANT)
        || effects.contains(Effect.REVOKE);
  }

  private static Outcome outcome(@Nullable Object returned, @Nullable Throwable thrown) {
    if (thrown != null) {
      return new Outcome(thrown, null, -1);
    }
    return returned instanceof Number count
        ? new Outcome(null, null, count.longValue())
        : Outcome.DONE;
  }
}
