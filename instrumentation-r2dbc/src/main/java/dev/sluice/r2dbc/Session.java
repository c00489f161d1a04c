package dev.sluice.r2dbc;

import dev.sluice.catalog.SessionPast;
import dev.sluice.catalog.SessionQuestion;
import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.Failures;
import dev.sluice.identity.Caller;
import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.UncommittedDefinitions;
import dev.sluice.telling.Telling;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection: where it leads, for whom it was taken, and what its statements
 * have made of its session. As long as a statement is under way that may change what others mean,
 * nothing is known of that. Thread-safe: signals of one connection may come on several threads.
 */
public final class Session {
  private final Factory factory;
  private final @Nullable ServiceLink link;
  private final WeakReference<@Nullable Object> connection;
  private final Failures failures;
  private final SessionPast past;

  /** Statements under way that may change the session. */
  private int changing;

  /** Whether names were ever looked up elsewhere than at first. */
  private boolean moved;

  private final ToldSession told = new ToldSession();
  private Turn turn = Turn.first();
  private volatile @Nullable Taker taker;
  private UncommittedDefinitions uncommitted = UncommittedDefinitions.NONE;
  private View view = View.NONE;
  private View doubtful = View.NONE;
  private View kept = View.NONE;

  /**
   * The catalog as a session in some state sees it.
   *
   * @param base null if it is yet to be made
   */
  private record View(@Nullable SessionState state, @Nullable Catalog base, Catalog catalog) {
    static final View NONE = new View(null, null, Catalog.EMPTY);
  }

  /** While something may be changing the session, or has. */
  private static final SessionState DOUBTFUL = new SessionState(null, Map.of(), true, true, true);

  /**
   * For whom a connection was taken.
   *
   * @param caller null if that cannot be found out
   */
  private record Taker(@Nullable Caller caller) {}

  /**
   * A session that has changed nothing yet, or of which nothing is known.
   *
   * @param link null if the connection cannot be asked
   */
  Session(
      Factory factory,
      SessionStart start,
      @Nullable ServiceLink link,
      @Nullable Object connection,
      Failures failures) {
    this.factory = factory;
    this.past = new SessionPast(start, factory.database().dialect());
    this.link = link;
    this.connection = new WeakReference<>(connection);
    this.failures = failures;
  }

  /**
   * Its connection was taken, from a factory or a pool.
   *
   * @param caller for whom; null if that cannot be found out
   */
  void taken(@Nullable Caller caller) {
    taker = new Taker(caller);
  }

  /**
   * Who is calling where a thread works for the service itself, as event loops do: for whom the
   * connection was taken.
   */
  @Nullable Caller onBehalf(@Nullable Caller ofThread) {
    Taker known = taker;
    boolean nobody = ofThread != null && ofThread.human() == null && ofThread.agent() == null;
    return nobody && known != null ? known.caller() : ofThread;
  }

  /** The next turn of those that have the connection to themselves. */
  public synchronized Turn turn() {
    turn = turn.next();
    return turn;
  }

  /** For whom the database was told that its statements are done. */
  public ToldSession toldSession() {
    return told;
  }

  /** Whether its connection was seen when it was made. */
  public boolean isKnown() {
    return link != null;
  }

  /** Its connection, a driver's own; null if it is not known, or is gone. */
  public @Nullable Object connection() {
    return connection.get();
  }

  /** The link to the service's R2DBC; null if the connection is not known. */
  @Nullable ServiceLink link() {
    return link;
  }

  /** Where its connection leads. */
  public Database database() {
    return factory.database();
  }

  Factory factory() {
    return factory;
  }

  /**
   * The catalog to read an execution with.
   *
   * @param bound whether it has parameters, so that the database may have kept what its names meant
   */
  synchronized Catalog catalog(boolean bound) {
    if (!uncommitted.equals(UncommittedDefinitions.NONE) && !inTransaction()) {
      // the transaction that made them has ended, in whatever way
      uncommitted = UncommittedDefinitions.NONE;
      forgetViews();
      factory.catalog().changed();
    }
    Catalog current = factory.catalog().current();
    if (past.isOpen() && !past.hasBegun() && changing == 0 && !inTransaction()) {
      past.interrupted();
    }
    if (changing > 0) {
      doubtful = seen(doubtful, current, DOUBTFUL);
      return doubtful.catalog();
    }
    if (bound && moved && factory.keepsPrepared()) {
      kept = seen(kept, current, past.state().withUnknownSchemas());
      return kept.catalog();
    }
    view = seen(view, current, past.state());
    return view.catalog();
  }

  @SuppressWarnings("ReferenceEquality") // another object is another catalog
  private View seen(View known, Catalog current, SessionState state) {
    return known.base() == current && state.equals(known.state())
        ? known
        : new View(state, current, uncommitted.over(current.in(state)));
  }

  private void forgetViews() {
    view = View.NONE;
    doubtful = View.NONE;
    kept = View.NONE;
  }

  private boolean inTransaction() {
    Object alive = connection.get();
    if (link == null || alive == null) {
      return true;
    }
    try {
      return link.inTransaction(alive);
    } catch (RuntimeException | LinkageError problem) {
      failures.count("r2dbc.transaction", "a connection does not tell of its transaction", problem);
      return true;
    }
  }

  // ---- what runs

  /**
   * Statements begin.
   *
   * @return whether they may change the session, so that their end has to be told with {@link
   *     #changed}
   */
  synchronized boolean begins(List<SqlFacts> all) {
    boolean may = all.isEmpty();
    for (SqlFacts facts : all) {
      may |= SessionState.mayChange(facts);
    }
    if (Telling.readsNothing(all) && undoes(all)) {
      told.forget();
    }
    if (may) {
      changing++;
    }
    return may;
  }

  /** What may change the session has ended. */
  synchronized void changed() {
    changing--;
  }

  /** Whether what the database was told may hold no more when these statements have run. */
  public static boolean undoes(List<SqlFacts> all) {
    for (SqlFacts facts : all) {
      if (Telling.mayUndo(facts) || SessionPast.Control.of(facts) != SessionPast.Control.NONE) {
        return true;
      }
    }
    return all.isEmpty();
  }

  /** Statements ran to their end. */
  synchronized void ran(List<SqlFacts> all) {
    if (undoes(all)) {
      told.doubt();
    }
    for (SqlFacts facts : all) {
      if (SessionState.mayChange(facts)) {
        past.ran(facts, inTransaction(), all.size() > 1);
        move();
      }
      control(SessionPast.Control.of(facts));
      if (!changesTables(facts)) {
        if (facts.isOpaque()) {
          factory.catalog().missed(facts.tables());
        }
      } else if (inTransaction()) {
        uncommitted = uncommitted.after(facts);
        forgetViews();
      } else {
        factory.catalog().changed();
      }
    }
  }

  private void move() {
    moved |= !Objects.equals(past.state().schemas(), factory.start().state().schemas());
  }

  private void control(SessionPast.Control control) {
    switch (control) {
      case NONE -> {}
      case BEGINS -> past.begun();
      case COMMITS -> committed();
      case ROLLS_BACK -> past.rolledBack();
      case TO_SAVEPOINT -> past.rolledBackToSavepoint();
      case SOMEHOW -> past.endedSomehow();
    }
  }

  /**
   * Statements failed, or ended in a way that does not tell what they did.
   *
   * @param cancelled whether that is not known even of a single one
   */
  synchronized void interrupted(List<SqlFacts> all, boolean cancelled) {
    told.doubt();
    past.failed(all);
    for (SqlFacts facts : all) {
      if (cancelled) {
        past.doubt(facts);
        if (SessionPast.Control.of(facts) != SessionPast.Control.NONE) {
          past.endedSomehow();
        }
      }
      if (changesTables(facts)) {
        factory.catalog().changed();
      }
    }
    move();
  }

  /** Something ran of which nothing is known. */
  synchronized void unknown() {
    told.doubt();
    past.unknown();
    moved = true;
  }

  // ---- the ends of a transaction

  private void committed() {
    past.committed();
    if (!uncommitted.equals(UncommittedDefinitions.NONE)) {
      uncommitted = UncommittedDefinitions.NONE;
      forgetViews();
      factory.catalog().changed();
    }
  }

  /** A method of the connection is called. */
  public synchronized void begins(SessionCall call) {
    told.forget();
    if (call == SessionCall.DATABASE) {
      changing++;
    }
  }

  /**
   * A method of the connection has ended what {@link #begins(SessionCall)} began.
   *
   * @param well whether it is known to have done what it is for
   */
  public synchronized void ended(SessionCall call, boolean well) {
    told.doubt();
    switch (call) {
      case DATABASE -> {
        changing--;
        unknown();
      }
      case COMMIT -> {
        if (well) {
          committed();
        } else {
          past.interrupted();
        }
      }
      case ROLLBACK -> {
        if (well) {
          past.rolledBack();
        } else {
          past.interrupted();
        }
      }
      case TO_SAVEPOINT -> past.rolledBackToSavepoint();
    }
  }

  // ---- asking

  /**
   * Whether the session is to be asked of itself, now that a statement is refused: if something is
   * not known of it, and it is in no transaction.
   */
  synchronized boolean isToBeAsked() {
    return link != null
        && connection.get() != null
        && changing == 0
        && !past.state().isKnown()
        && !past.hasBegun()
        && !inTransaction();
  }

  /** The session told of itself. */
  public synchronized void told(SessionQuestion.Answer answer) {
    if (changing == 0 && !past.hasBegun()) {
      past.told(answer);
      move();
    }
  }

  /**
   * The session told of itself under a role, which other schemas than those before may be open to.
   *
   * @return whether that differs from what was known
   */
  public synchronized boolean seenAs(SessionQuestion.Answer answer) {
    boolean differs = past.seenAs(answer, inTransaction());
    moved |= differs;
    return differs;
  }

  private static boolean changesTables(SqlFacts facts) {
    return facts.effects().contains(Effect.CREATE)
        || facts.effects().contains(Effect.ALTER)
        || facts.effects().contains(Effect.DROP)
        || facts.effects().contains(Effect.GRANT)
        || facts.effects().contains(Effect.REVOKE);
  }
}
