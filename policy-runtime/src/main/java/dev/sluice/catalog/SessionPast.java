package dev.sluice.catalog;

import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of one session have made of it, whatever the way to the database. A change
 * counts once its statement has run; PostgreSQL takes it back with the transaction that it was made
 * in (PostgreSQL 16, SET). Where that cannot be told, nothing is known until the session is asked.
 * Not thread-safe: guarded by whoever has it.
 */
public final class SessionPast {
  private final SessionStart start;
  private final Dialect dialect;
  private SessionState state;

  /** What is left when the transaction ends: without what was SET LOCAL. */
  private SessionState lasting;

  /** What a rollback goes back to; null if this transaction has changed nothing. */
  private @Nullable SessionState before;

  /** Whether a statement, and not the driver, began a transaction. */
  private boolean began;

  /** Whether a statement failed in a transaction that had changed the session. */
  private boolean failed;

  /** Whether several statements in one text left nobody knows what transaction. */
  private boolean unclear;

  /** A session that has changed nothing yet. */
  public SessionPast(SessionStart start, Dialect dialect) {
    this.start = start;
    this.dialect = dialect;
    this.lasting = start.state();
    this.state = start.state();
  }

  /** What a statement does to the transaction that it runs in. */
  public enum Control {
    /** Nothing. */
    NONE,
    BEGINS,
    COMMITS,
    ROLLS_BACK,
    TO_SAVEPOINT,
    /** Several statements in one text, nobody knows in which order. */
    SOMEHOW;

    /** What a statement that ran to its end has done. */
    public static Control of(SqlFacts facts) {
      if (!controlsTransaction(facts)) {
        return NONE;
      }
      if (facts.statements() > 1) {
        return SOMEHOW;
      }
      if (facts.effects().contains(Effect.BEGIN)) {
        return BEGINS;
      }
      if (facts.effects().contains(Effect.COMMIT)) {
        return COMMITS;
      }
      return facts.shape().toUpperCase(Locale.ROOT).contains(" TO ") ? TO_SAVEPOINT : ROLLS_BACK;
    }
  }

  private static boolean controlsTransaction(SqlFacts facts) {
    return facts.effects().contains(Effect.BEGIN)
        || facts.effects().contains(Effect.COMMIT)
        || facts.effects().contains(Effect.ROLLBACK);
  }

  /** Whether it is known how the session began. */
  public boolean isFollowed() {
    return !start.equals(SessionStart.UNKNOWN);
  }

  /** Whether the end of a transaction decides over what it has changed. */
  public boolean isOpen() {
    return before != null;
  }

  /** What it is now. */
  public SessionState state() {
    return state;
  }

  /** Whether SQL text began a transaction that has not ended. */
  public boolean hasBegun() {
    return began;
  }

  /** Whether SQL text has begun a transaction, or may have. */
  public boolean controlsTransaction() {
    return began || unclear;
  }

  private void forget() {
    lasting = lasting.withUnknownSchemas();
    state = state.withUnknownSchemas();
  }

  // ---- what it tells of itself

  /**
   * Takes note of what a session tells of itself under a role, which other schemas than those
   * before may be open to.
   *
   * @param inTransaction whether the interface says that a transaction is under way
   * @return whether that differs from what was known
   */
  public boolean seenAs(SessionQuestion.Answer answer, boolean inTransaction) {
    SessionState old = state;
    SessionState told = start.stateOf(answer, old, dialect.schemaIsDatabase());
    boolean same = old.temporary().keySet().equals(told.temporary().keySet());
    SessionState now =
        new SessionState(
            told.schemas(),
            same ? old.temporary() : told.temporary(),
            told.hiding(),
            !start.user().equals(answer.user()),
            told.unreadable());
    if (before == null && inTransaction) {
      before = lasting;
    }
    lasting = now;
    state = now;
    return !now.equals(old);
  }

  // ---- what runs

  /**
   * One of the statements of an execution ran to its end.
   *
   * @param inTransaction whether the interface says that a transaction is under way
   * @param several whether it was not the only one of its execution
   */
  public void ran(SqlFacts facts, boolean inTransaction, boolean several) {
    if (!SessionState.mayChange(facts)) {
      return;
    }
    change(facts, inTransaction);
    if (several && !facts.sessionChanges().isEmpty()) {
      // equal texts of a batch are told once, so that their order is not known
      forget();
    }
  }

  private void change(SqlFacts facts, boolean inTransaction) {
    SessionState now = state.after(facts, start.state(), true);
    SessionState later = lasting.after(facts, start.state(), false);
    if (now.equals(state) && later.equals(lasting)) {
      return;
    }
    if (dialect == Dialect.POSTGRESQL && (began || inTransaction)) {
      if (before == null) {
        before = lasting;
      }
      state = now;
    } else {
      // where nothing is taken back, nothing ends with the transaction either
      state = later;
    }
    lasting = later;
    if (unclear || (facts.statements() > 1 && controlsTransaction(facts))) {
      forget();
    }
  }

  /** A statement that could have changed the session failed, or nobody knows what it was. */
  public void failed(List<SqlFacts> statements) {
    failed |= before != null;
    for (SqlFacts facts : statements) {
      boolean several = facts.statements() > 1 || statements.size() > 1;
      boolean whole =
          dialect == Dialect.POSTGRESQL && statements.size() == 1 && !controlsTransaction(facts);
      boolean changes = facts.sessionChanges().size() > 1 || several || facts.isOpaque();
      if (!whole && changes) {
        doubt(facts);
      }
      Control control = Control.of(facts);
      if (control == Control.COMMITS || control == Control.ROLLS_BACK) {
        interrupted(); // a commit that a deferred constraint refuses is a rollback
      }
    }
  }

  /** A statement may have run, to whatever point. */
  public void doubt(SqlFacts facts) {
    if (!SessionState.mayChange(facts)) {
      return;
    }
    SessionState after = state.after(facts, start.state(), true);
    if (!after.equals(state)) {
      state = after.withUnknownSchemas();
      lasting = lasting.after(facts, start.state(), false).withUnknownSchemas();
    }
  }

  /** Something ran of which nothing is known. */
  public void unknown() {
    forget();
  }

  // ---- the ends of a transaction

  /** A statement began a transaction. */
  public void begun() {
    began = true;
  }

  /** A statement committed, or the interface did. */
  public void committed() {
    began = false;
    unclear = false;
    if (before == null) {
      return;
    }
    if (failed) {
      // the commit of a failed transaction is a rollback
      forget();
    } else {
      state = lasting;
    }
    before = null;
    failed = false;
  }

  /** All of a transaction was rolled back. */
  public void rolledBack() {
    began = false;
    unclear = false;
    if (before == null) {
      return;
    }
    lasting = before;
    state = before;
    before = null;
    failed = false;
  }

  /** A part of a transaction was rolled back. */
  public void rolledBackToSavepoint() {
    if (before != null) {
      forget();
      failed = false;
    }
  }

  /** Several statements in one text began or ended transactions, nobody knows in which order. */
  public void endedSomehow() {
    interrupted();
    unclear = true;
  }

  /** A transaction ended, or a method failed, in a way that does not tell what is left. */
  public void interrupted() {
    if (before != null || unclear) {
      forget();
    }
    before = null;
    failed = false;
    began = false;
  }

  // ---- beside statements

  /**
   * The interface chose where names are looked up.
   *
   * @param schema null if it is not known
   */
  public void schemaChosen(@Nullable String schema) {
    if (schema == null) {
      forget();
      return;
    }
    SessionChange change = new SessionChange(SessionChange.Kind.SCHEMA, "schema", List.of(schema));
    lasting = lasting.after(change, start.state(), dialect);
    state = state.after(change, start.state(), dialect);
  }

  /** The session, while it was in no transaction, told of itself. */
  public void told(SessionQuestion.Answer answer) {
    SessionState told = start.stateOf(answer, state, dialect.schemaIsDatabase());
    before = null;
    failed = false;
    lasting = told;
    state = told;
  }
}
