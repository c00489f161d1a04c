package dev.sluice.gate;

import dev.sluice.identity.Caller;
import dev.sluice.policy.Decision;
import dev.sluice.sql.SqlFacts;

/** A decided statement, about to run or to be refused. */
public record StatementEvent(
    StatementRequest request, SqlFacts facts, Caller caller, Decision decision) {}
