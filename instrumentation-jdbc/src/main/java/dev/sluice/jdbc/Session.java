package dev.sluice.jdbc;

import dev.sluice.catalog.SessionPast;
import dev.sluice.catalog.SessionQuestion;
import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
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
import org.jspecify.annotations.Nullable;

/**
 * What is known of one physical connection: where it leads, and what its statements have made of
 * its session. As thread-safe as a connection: used by one thread at a time, its fields guarded all
 * the same.
 */
final class Session {
  private final ConnectionInfo info;
  private final SessionPast past;
  private volatile View view;

  /** Whether a statement, and not the driver, chose whether each statement commits by itself. */
  private volatile boolean choseAutoCommit;

  /** Whether tables were changed since a transaction last ended: others may not see it before. */
  private boolean defined;

  /** For whom the database was told that statements are done; null if that may hold no more. */
  private volatile @Nullable ToldCaller told;

  /** The role that the session took for a caller; empty for its own, null if that is not known. */
  private volatile @Nullable String role = "";

  /** Whether the session may have taken a role that it does not know it has given up. */
  private volatile boolean tookRole;

  /** Whether the database may hold something that it was told of a caller. */
  private volatile boolean holds;

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
    this.past = new SessionPast(start, info.database().dialect());
    this.view = View.of(start.state(), UncommittedDefinitions.NONE);
  }

  /** Whether it is known how the session began. */
  boolean isFollowed() {
    return past.isFollowed();
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

  /** To be called when anything may have changed. */
  private void changed() {
    if (!past.state().equals(view.state())) {
      view = View.of(past.state(), view.uncommitted());
    }
  }

  /** For whom the database was told that statements are done; null if it must be told again. */
  @Nullable ToldCaller told() {
    return told;
  }

  void told(@Nullable ToldCaller caller) {
    told = caller;
    holds |= caller == null || !caller.isService();
  }

  /** The database is about to be told something; what it was told before holds no more. */
  void tells(ToldCaller caller) {
    told = null;
    holds |= !caller.isService();
  }

  /** Whether the database may hold something of a caller: what it was told, or a role. */
  boolean holds() {
    return holds || tookRole;
  }

  /** Whether the session may have taken a role that it does not know it has given up. */
  boolean tookRole() {
    return tookRole;
  }

  /**
   * What was told of callers was taken back.
   *
   * @param lasts whether no rollback can undo that
   */
  void tookBack(boolean lasts) {
    told = null;
    if (lasts) {
      holds = false;
      tookRole = false;
      role = "";
    }
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
  void forgetCaller() {
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
        changed(facts, inTransaction(statement.getConnection()), all.size() > 1);
      }
      control(SessionPast.Control.of(facts));
    }
  }

  private synchronized void changed(SqlFacts facts, boolean inTransaction, boolean several) {
    past.ran(facts, inTransaction, several);
    changed();
  }

  private static boolean choosesAutoCommit(SqlFacts facts) {
    for (SessionChange change : facts.sessionChanges()) {
      if (change.name().equalsIgnoreCase("autocommit")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether SQL text has begun a transaction, or may have, so that the driver does not know where
   * one ends.
   */
  synchronized boolean controlsTransaction() {
    return past.controlsTransaction() || choseAutoCommit;
  }

  private void control(SessionPast.Control control) {
    switch (control) {
      case NONE -> {}
      case BEGINS -> begun();
      case COMMITS -> committed();
      case ROLLS_BACK -> rolledBack();
      case TO_SAVEPOINT -> rolledBackToSavepoint();
      case SOMEHOW -> endedSomehow();
    }
  }

  /**
   * A statement that may have changed tables ran. What is not committed yet the catalog cannot be
   * read with, and reading it would wait for the locks of that transaction.
   */
  synchronized void changedTables(SqlFacts facts, Statement statement) throws SQLException {
    defined = true;
    if (inTransaction(statement.getConnection())) {
      view = View.of(state(), view.uncommitted().after(facts));
    } else {
      info.catalog().changed();
    }
  }

  /** Whether a database that can take definitions back may still do so. */
  private boolean inTransaction(Connection connection) throws SQLException {
    return dialect() == Dialect.POSTGRESQL && (past.hasBegun() || !connection.getAutoCommit());
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
    past.begun();
  }

  private synchronized void endedSomehow() {
    forgetCaller();
    readDefinitions();
    past.endedSomehow();
    changed();
  }

  /** A transaction ended, or a method failed, in a way that does not tell what is left. */
  synchronized void interrupted() {
    forgetCaller();
    readDefinitions();
    past.interrupted();
    changed();
  }

  /** A statement that could have changed the session failed, or nobody knows what it was. */
  synchronized void failed(List<SqlFacts> statements) {
    forgetCaller();
    past.failed(statements);
    changed();
  }

  /** Something ran of which nothing is known. */
  synchronized void unknown() {
    forgetCaller();
    past.unknown();
    changed();
  }

  // ---- the ends of a transaction

  synchronized void committed() {
    forgetCaller(); // the commit of a transaction that failed unseen is a rollback
    readDefinitions();
    past.committed();
    changed();
  }

  synchronized void rolledBack() {
    forgetCaller();
    forgetDefinitions();
    past.rolledBack();
    changed();
  }

  synchronized void rolledBackToSavepoint() {
    forgetCaller();
    past.rolledBackToSavepoint();
    changed();
  }

  // ---- changes by the API

  /** A method of the connection chose where names are looked up. */
  synchronized void schemaChosen(@Nullable String schema) {
    past.schemaChosen(schema);
    changed();
  }

  // ---- asking

  /**
   * Takes note of what a session tells of itself under a role, which other schemas than those
   * before may be open to.
   *
   * @return whether that differs from what was known
   */
  synchronized boolean seenAs(SessionQuestion.Answer answer, Connection connection)
      throws SQLException {
    boolean differs = past.seenAs(answer, inTransaction(connection));
    changed();
    return differs;
  }

  /**
   * Asks the session what is not known of it, if it is in no transaction.
   *
   * @return whether more is known now
   */
  boolean ask(Connection connection) throws SQLException {
    if (state().isKnown() || past.hasBegun() || !connection.getAutoCommit()) {
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
      past.told(answer);
      changed();
      return !state().equals(old);
    }
  }
}
