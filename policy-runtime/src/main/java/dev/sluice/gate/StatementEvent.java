package dev.sluice.gate;

import dev.sluice.identity.Caller;
import dev.sluice.policy.Decision;
import dev.sluice.sql.SqlFacts;
import org.jspecify.annotations.Nullable;

/**
 * A decided statement, about to run or to be refused.
 *
 * @param orm what an object-relational mapper was asked to do; null if it was not a mapper's
 */
public record StatementEvent(
    StatementRequest request,
    SqlFacts facts,
    Caller caller,
    Decision decision,
    @Nullable OrmCall orm) {}
