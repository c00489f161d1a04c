package dev.sluice.r2dbc;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of a statement, as the service bound it.
 *
 * @param index 0 for the first one, as R2DBC counts
 * @param value null for NULL
 * @param type of NULL; null for a value
 */
public record Binding(int index, @Nullable Object value, @Nullable Class<?> type) {}
