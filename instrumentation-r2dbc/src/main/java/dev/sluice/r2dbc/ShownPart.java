package dev.sluice.r2dbc;

import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.SqlFacts;
import org.jspecify.annotations.Nullable;

/**
 * How one result of an execution is shown.
 *
 * @param facts of the text that it comes from; null if they are not known
 * @param masks of its columns
 * @param generated whether it holds values that the database made, which the text does not name
 */
public record ShownPart(@Nullable SqlFacts facts, MaskPlan masks, boolean generated) {}
