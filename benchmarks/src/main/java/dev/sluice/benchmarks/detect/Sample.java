package dev.sluice.benchmarks.detect;

import org.jspecify.annotations.Nullable;

/**
 * A value of a column, and what it is.
 *
 * @param origin what the generator made it as: {@code card in groups}, {@code random digits}
 * @param tag the tag of what it holds; null if it is nobody's data and no secret
 */
public record Sample(
    String origin, String table, String column, String value, @Nullable String tag) {}
