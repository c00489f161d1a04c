package dev.sluice.r2dbc;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Caller;
import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Effect;
import dev.sluice.sql.SessionState;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.UncommittedDefinitions;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection: where it leads, and what its statements have made of its
 * session. After a statement that may change what names mean nothing is known of that any more,
 * until the connection is closed: whoever is restricted has to name schemas then, and nothing else
 * can be hidden from names. Thread-safe: signals of one connection may come on several threads.
 */
public final class Session {
  private final Factory factory;
  private final @Nullable ServiceLink link;
  private final WeakReference<@Nullable Object> connection;
  private final Failures failures;
  private SessionState state;
  private Turn turn = Turn.first();
  private volatile @Nullable Taker taker;
  private UncommittedDefinitions uncommitted = UncommittedDefinitions.NONE;
  private @Nullable Catalog base;
  private Catalog catalog = Catalog.EMPTY;

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
      SessionState state,
      @Nullable ServiceLink link,
      @Nullable Object connection,
      Failures failures) {
    this.factory = factory;
    this.state = state;
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

  /** The catalog to read a statement with. */
  @SuppressWarnings("ReferenceEquality") // another object is another catalog
  Catalog catalog() {
    synchronized (this) {
      if (!uncommitted.equals(UncommittedDefinitions.NONE) && !inTransaction()) {
        // the transaction that made them has ended, in whatever way
        uncommitted = UncommittedDefinitions.NONE;
        base = null;
        factory.catalog().changed();
      }
      Catalog current = factory.catalog().current();
      if (base != current) {
        base = current;
        catalog = uncommitted.over(current.in(state));
      }
      return catalog;
    }
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

  /** Statements ran to their end. */
  synchronized void ran(List<SqlFacts> all) {
    for (SqlFacts facts : all) {
      note(facts);
      if (!changesTables(facts)) {
        if (facts.isOpaque()) {
          factory.catalog().missed(facts.tables());
        }
      } else if (inTransaction()) {
        uncommitted = uncommitted.after(facts);
        base = null;
      } else {
        factory.catalog().changed();
      }
    }
  }

  /** Statements failed, or ended in a way that does not tell what they did. */
  synchronized void interrupted(List<SqlFacts> all) {
    for (SqlFacts facts : all) {
      note(facts);
      if (changesTables(facts)) {
        factory.catalog().changed();
      }
    }
  }

  /**
   * A change may be taken back again, by a rollback for one, so only that there was one is kept.
   */
  private void note(SqlFacts facts) {
    SessionState after = state.after(facts, factory.start().state(), true);
    if (!after.equals(state)) {
      become(new SessionState(null, Map.of(), true, after.foreign(), after.unreadable()));
    }
  }

  /** Something ran of which nothing is known. */
  synchronized void unknown() {
    become(new SessionState(null, Map.of(), true, true, true));
  }

  private void become(SessionState next) {
    state = next;
    base = null;
  }

  /** A transaction was committed. */
  synchronized void committed() {
    if (!uncommitted.equals(UncommittedDefinitions.NONE)) {
      uncommitted = UncommittedDefinitions.NONE;
      base = null;
      factory.catalog().changed();
    }
  }

  private static boolean changesTables(SqlFacts facts) {
    return facts.effects().contains(Effect.CREATE)
        || facts.effects().contains(Effect.ALTER)
        || facts.effects().contains(Effect.DROP)
        || facts.effects().contains(Effect.GRANT)
        || facts.effects().contains(Effect.REVOKE);
  }
}
