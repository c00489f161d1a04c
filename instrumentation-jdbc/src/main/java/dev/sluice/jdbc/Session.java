package dev.sluice.jdbc;

import dev.sluice.catalog.SessionQuestion;
import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.UncommittedDefinitions;
import dev.sluice.telling.Telling;
import dev.sluice.telling.ToldCaller;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one physical connection: where it leads, and what its statements have made of
 * its session. A change counts once its statement has run; PostgreSQL takes it back with the
 * transaction that it was made in (PostgreSQL 16, SET). Where that cannot be told, nothing is known
 * until the session is asked. As thread-safe as a connection: used by one thread at a time, its
 * fields guarded all the same.
 */
final class Session {
  private final ConnectionInfo info;
  private final SessionStart start;
  private volatile View view;

  /** What is left when the transaction ends: without what was SET LOCAL. */
  private SessionState lasting;

  /** What a rollback goes back to; null if this transaction has changed nothing. */
  private @Nullable SessionState before;

  /** Whether a statement, and not the driver, began a transaction. */
  private boolean began;

  /** Whether a statement failed in a transaction that had changed the session. */
  private boolean failed;

  /** Whether a statement, and not the driver, chose whether each statement commits by itself. */
  private volatile boolean choseAutoCommit;

  /** Whether tables were changed since a transaction last ended: others may not see it before. */
  private boolean defined;

  /** For whom the database was told that statements are done; null if that may hold no more. */
  private volatile @Nullable ToldCaller told;

  /** The role that the session took for a caller; empty for its own, null if that is not known. */
  private volatile @Nullable String role = "";

  /** Whether the session ever took a role. */
  private volatile boolean tookRole;

  /** Whether several statements in one text left nobody knows what transaction. */
  private boolean unclear;

  /**
   * The catalog as the session sees it at present.
   *
   * @param base null if the catalog is yet to be made
   */
  private record View(
      SessionState state,
      UncommittedDefinitions uncommitted,
      @Nullable Catalog base,
      Catalog catalog) {
    static View of(SessionState state, UncommittedDefinitions uncommitted) {
      return new View(state, uncommitted, null, Catalog.EMPTY);
    }
  }

  Session(ConnectionInfo info, SessionStart start) {
    this.info = info;
    this.start = start;
    this.lasting = start.state();
    this.view = View.of(start.state(), UncommittedDefinitions.NONE);
  }

  /** Whether it is known how the session began. */
  boolean isFollowed() {
    return !start.equals(SessionStart.UNKNOWN);
  }

  ConnectionInfo info() {
    return info;
  }

  Database database() {
    return info.database();
  }

  SessionState state() {
    return view.state();
  }

  /** The catalog to read a statement with. */
  @SuppressWarnings("ReferenceEquality") // another object is another catalog
  Catalog catalog() {
    Catalog base = info.catalog().current();
    View known = view;
    if (known.base() == base) {
      return known.catalog();
    }
    Catalog catalog = known.uncommitted().over(base.in(known.state()));
    synchronized (this) {
      if (view == known) {
        view = new View(known.state(), known.uncommitted(), base, catalog);
      }
    }
    return catalog;
  }

  /**
   * The catalog to read a statement with that was prepared in another state: PostgreSQL looks its
   * names up again, other databases may have kept what they meant.
   */
  Catalog catalog(@Nullable SessionState prepared) {
    SessionState state = state();
    if (prepared == null || dialect() == Dialect.POSTGRESQL || prepared.equals(state)) {
      return catalog();
    }
    return info.catalog().current().in(state.withUnknownSchemas());
  }

  private Dialect dialect() {
    return info.database().dialect();
  }

  private synchronized void become(SessionState state) {
    if (!state.equals(view.state())) {
      view = View.of(state, view.uncommitted());
    }
  }

  private void forget() {
    lasting = lasting.withUnknownSchemas();
    become(state().withUnknownSchemas());
  }

  /** For whom the database was told that statements are done; null if it must be told again. */
  @Nullable ToldCaller told() {
    return told;
  }

  void told(@Nullable ToldCaller caller) {
    told = caller;
  }

  /** The role that the session took for a caller; empty for its own, null if it may be any. */
  @Nullable String role() {
    return role;
  }

  /** Whether it may have another role than its own. */
  boolean mayHaveRole() {
    return !"".equals(role);
  }

  void role(@Nullable String name) {
    tookRole = true;
    role = name;
  }

  /** What was told, and which role was taken, may have been taken back. */
  private void forgetCaller() {
    told = null;
    if (tookRole) {
      role = null;
    }
  }

  // ---- what runs

  /** A statement, or all of a batch, ran to its end. */
  void ran(List<SqlFacts> all, Statement statement) throws SQLException {
    for (SqlFacts facts : all) {
      choseAutoCommit |= choosesAutoCommit(facts);
      if (Telling.mayUndo(facts)) {
        forgetCaller();
      }
      if (SessionState.mayChange(facts)) {
        change(facts, statement);
        if (all.size() > 1 && !facts.sessionChanges().isEmpty()) {
          // equal texts of a batch are told once, so that their order is not known
          unknown();
        }
      }
      if (controlsTransaction(facts)) {
        control(facts);
      }
    }
  }

  private static boolean choosesAutoCommit(SqlFacts facts) {
    for (SessionChange change : facts.sessionChanges()) {
      if (change.name().equalsIgnoreCase("autocommit")) {
        return true;
      }
    }
    return false;
  }

  private synchronized void change(SqlFacts facts, Statement statement) throws SQLException {
    SessionState now = state().after(facts, start.state(), true);
    SessionState later = lasting.after(facts, start.state(), false);
    if (now.equals(state()) && later.equals(lasting)) {
      return;
    }
    if (inTransaction(statement)) {
      if (before == null) {
        before = lasting;
      }
      lasting = later;
      become(now);
    } else {
      // where nothing is taken back, nothing ends with the transaction either
      lasting = later;
      become(later);
    }
    if (unclear || (facts.statements() > 1 && controlsTransaction(facts))) {
      forget();
    }
  }

  /**
   * Whether SQL text has begun a transaction, or may have, so that the driver does not know where
   * one ends.
   */
  synchronized boolean controlsTransaction() {
    return began || unclear || choseAutoCommit;
  }

  private static boolean controlsTransaction(SqlFacts facts) {
    return facts.effects().contains(Effect.BEGIN)
        || facts.effects().contains(Effect.COMMIT)
        || facts.effects().contains(Effect.ROLLBACK);
  }

  private void control(SqlFacts facts) {
    if (facts.statements() > 1) {
      endedSomehow();
    } else if (facts.effects().contains(Effect.BEGIN)) {
      begun();
    } else if (facts.effects().contains(Effect.COMMIT)) {
      committed();
    } else if (facts.shape().toUpperCase(Locale.ROOT).contains(" TO ")) {
      rolledBackToSavepoint();
    } else {
      rolledBack();
    }
  }

  /**
   * A statement that may have changed tables ran. What is not committed yet the catalog cannot be
   * read with, and reading it would wait for the locks of that transaction.
   */
  synchronized void changedTables(SqlFacts facts, Statement statement) throws SQLException {
    defined = true;
    if (inTransaction(statement)) {
      view = View.of(state(), view.uncommitted().after(facts));
    } else {
      info.catalog().changed();
    }
  }

  /** Whether a database that can take definitions back may still do so. */
  private boolean inTransaction(Statement statement) throws SQLException {
    return dialect() == Dialect.POSTGRESQL && (began || !statement.getConnection().getAutoCommit());
  }

  /** The catalog is read through another connection, which sees changes once they are committed. */
  private void readDefinitions() {
    if (defined) {
      info.catalog().changed();
    }
    forgetDefinitions();
  }

  private void forgetDefinitions() {
    defined = false;
    if (!view.uncommitted().equals(UncommittedDefinitions.NONE)) {
      view = View.of(state(), UncommittedDefinitions.NONE);
    }
  }

  private synchronized void begun() {
    began = true;
  }

  /** Several statements in one text began or ended transactions, nobody knows in which order. */
  private synchronized void endedSomehow() {
    interrupted();
    unclear = true;
  }

  /** A transaction ended, or a method failed, in a way that does not tell what is left. */
  synchronized void interrupted() {
    forgetCaller();
    readDefinitions();
    if (before != null || unclear) {
      forget();
    }
    before = null;
    failed = false;
    began = false;
  }

  /** A statement that could have changed the session failed, or nobody knows what it was. */
  synchronized void failed(List<SqlFacts> statements) {
    forgetCaller();
    failed |= before != null;
    for (SqlFacts facts : statements) {
      boolean several = facts.statements() > 1 || statements.size() > 1;
      boolean whole =
          dialect() == Dialect.POSTGRESQL && statements.size() == 1 && !controlsTransaction(facts);
      boolean changes = facts.sessionChanges().size() > 1 || several || facts.isOpaque();
      if (!whole && changes && SessionState.mayChange(facts)) {
        SessionState after = state().after(facts, start.state(), true);
        if (!after.equals(state())) {
          become(after.withUnknownSchemas());
          lasting = lasting.after(facts, start.state(), false).withUnknownSchemas();
        }
      }
    }
  }

  /** Something ran of which nothing is known. */
  synchronized void unknown() {
    forgetCaller();
    forget();
  }

  // ---- the ends of a transaction

  synchronized void committed() {
    forgetCaller(); // the commit of a transaction that failed unseen is a rollback
    readDefinitions();
    began = false;
    unclear = false;
    if (before == null) {
      return;
    }
    if (failed) {
      // the commit of a failed transaction is a rollback
      forget();
    } else {
      become(lasting);
    }
    before = null;
    failed = false;
  }

  synchronized void rolledBack() {
    forgetCaller();
    forgetDefinitions();
    began = false;
    unclear = false;
    if (before == null) {
      return;
    }
    lasting = before;
    become(before);
    before = null;
    failed = false;
  }

  synchronized void rolledBackToSavepoint() {
    forgetCaller();
    if (before != null) {
      forget();
      failed = false;
    }
  }

  // ---- changes by the API

  /** A method of the connection chose where names are looked up. */
  synchronized void schemaChosen(@Nullable String schema) {
    if (schema == null) {
      forget();
      return;
    }
    SessionChange change = new SessionChange(SessionChange.Kind.SCHEMA, "schema", List.of(schema));
    lasting = lasting.after(change, start.state(), dialect());
    become(state().after(change, start.state(), dialect()));
  }

  // ---- asking

  /**
   * Takes note of what a session tells of itself under a role, which other schemas than those
   * before may be open to.
   *
   * @return whether that differs from what was known
   */
  synchronized boolean seenAs(SessionQuestion.Answer answer, Statement statement)
      throws SQLException {
    SessionState old = state();
    SessionState told = start.stateOf(answer, old, dialect().schemaIsDatabase());
    boolean same = old.temporary().keySet().equals(told.temporary().keySet());
    SessionState now =
        new SessionState(
            told.schemas(),
            same ? old.temporary() : told.temporary(),
            told.hiding(),
            !start.user().equals(answer.user()),
            told.unreadable());
    if (before == null && inTransaction(statement)) {
      before = lasting;
    }
    lasting = now;
    become(now);
    return !now.equals(old);
  }

  /**
   * Asks the session what is not known of it, if it is in no transaction.
   *
   * @return whether more is known now
   */
  boolean ask(Connection connection) throws SQLException {
    if (state().isKnown() || began || !connection.getAutoCommit()) {
      return false;
    }
    SessionQuestion.Answer answer;
    try (OwnWork work = OwnWork.begin()) {
      answer = SessionQueries.ask(connection, dialect());
    }
    if (answer == null) {
      return false;
    }
    synchronized (this) {
      SessionState old = state();
      SessionState told = start.stateOf(answer, old, dialect().schemaIsDatabase());
      before = null;
      failed = false;
      lasting = told;
      become(told);
      return !told.equals(old);
    }
  }
}
