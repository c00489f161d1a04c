package dev.sluice.sql;

/**
 * A value's way from one column to another: {@code INSERT ... SELECT}, {@code UPDATE ... SET x = y}
 * and their like put what {@code source} holds, or what is computed from it, into {@code target}.
 * Immutable.
 */
public record Copy(ColumnName source, ColumnName target) {}
