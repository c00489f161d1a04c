package dev.sluice.policy;

import dev.sluice.identity.Caller;
import dev.sluice.sql.SqlFacts;

/** All that a rule may read of one statement. */
public record StatementContext(SqlFacts facts, Caller caller, Database database, int batchSize) {}
