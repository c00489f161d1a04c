package dev.sluice.sql;

/** One column of a statement's result, in order; {@code label} is informative only. */
public record OutputColumn(String label, Lineage lineage) {}
