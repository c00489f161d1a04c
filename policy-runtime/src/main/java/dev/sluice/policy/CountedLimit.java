package dev.sluice.policy;

import org.jspecify.annotations.Nullable;

/**
 * A limit on how often a caller runs statements or is refused.
 *
 * @param rule its id
 * @param rate how many statements may run; null if any number
 * @param denials after how many refusals the caller is stopped; null if never
 * @param locks whether the caller is then locked out for the length of the window; else statements
 *     are refused until enough of those that were counted have left the window
 */
record CountedLimit(
    String rule, @Nullable Frequency rate, @Nullable Frequency denials, boolean locks) {}
