package dev.sluice.gate;

import dev.sluice.identity.Caller;
import dev.sluice.policy.Decision;
import dev.sluice.sql.SqlFacts;
import org.jspecify.annotations.Nullable;

/**
 * A decided statement, about to run or to be refused.
 *
 * @param orm what an object-relational mapper was asked to do; null if it was not a mapper's
 * @param onTrial what the policy on trial decides, which has no effect; null if none is on trial,
 *     or it decides the same
 */
public record StatementEvent(
    StatementRequest request,
    SqlFacts facts,
    Caller caller,
    Decision decision,
    @Nullable OrmCall orm,
    @Nullable Decision onTrial) {
  /**
   * The statement as one that is refused after all.
   *
   * @param rule the id of the rule
   */
  public StatementEvent refused(String rule, String why) {
    return new StatementEvent(request, facts, caller, decision.refused(rule, why), orm, onTrial);
  }

  /** A statement while no policy is on trial. */
  public StatementEvent(
      StatementRequest request,
      SqlFacts facts,
      Caller caller,
      Decision decision,
      @Nullable OrmCall orm) {
    this(request, facts, caller, decision, orm, null);
  }
}
