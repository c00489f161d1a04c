package dev.sluice.policy;

import dev.sluice.sql.TableName;
import org.jspecify.annotations.Nullable;

/**
 * A tag that a statement carries to a column which did not have it. Immutable.
 *
 * @param column null if it may be any of the table
 */
public record CopiedTag(
    TableName table, @Nullable String column, String tag, LearnedTag.Reason.Copied reason) {}
