package dev.sluice.policy;

import dev.sluice.identity.Caller;
import java.time.Instant;

/** A compiled policy in force. Immutable and thread-safe. */
public interface Policy {
  String name();

  long serial();

  Mode mode();

  /** Decides one statement. */
  Decision decide(StatementContext context);

  /**
   * Decides one statement and tells why. Takes its time, and is no part of deciding.
   *
   * @param at when the statement runs
   */
  Explanation explain(StatementContext context, Instant at);

  /**
   * Learns where a statement carries tags to, and which tags its caller reads, so that from now on
   * every decision of this policy and of those that come after it knows of it. To be called before
   * the statement runs: there must be no time at which its values can be read without that.
   *
   * @param decision of a statement that is about to run
   */
  void learn(Caller caller, Database database, Decision decision);

  /**
   * Counts an execution for the limits on how often the caller may run statements or be refused. To
   * be called once for each, after the decision and before the statement runs.
   *
   * @param decision of the statement
   * @return what the limits say: {@link Tally#NONE} if there are none, else who counted wrongly can
   *     take it back
   */
  Tally tally(Caller caller, Database database, Decision decision);

  /**
   * Whether any rule, mask or default of this policy could restrict the caller on this database:
   * the question that decides how failures and statements that nobody understands are treated. A
   * null caller asks for whoever it may be.
   */
  boolean restricts(@org.jspecify.annotations.Nullable Caller caller, Database database);

  /**
   * Whether any mask or row filter holds for the caller on this database, so that the database's
   * own texts must not reach the caller: errors and warnings may quote values of any column.
   */
  boolean withholds(Caller caller, Database database);

  /** Whether any row filter may hold for anybody, so that what is prepared must be looked at. */
  boolean rowFilters();

  /** Whether any caller's statements may run as a role of the database that the policy names. */
  default boolean assignsRoles() {
    return false;
  }

  /** The database's role as which a caller's statements run. */
  default DatabaseRole databaseRole(Caller caller, Database database) {
    return DatabaseRole.NONE;
  }

  /**
   * Whether any mask or row filter may hold for the caller, on whichever database: what was read
   * for such a caller is not for others, nor the other way round.
   */
  boolean masks(Caller caller);

  /** Whether any mask may hold for anybody, so that what goes to the database must be looked at. */
  boolean masks();
}
