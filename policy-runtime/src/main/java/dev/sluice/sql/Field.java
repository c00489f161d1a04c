package dev.sluice.sql;

/** A named column of a table, derived table or result. */
record Field(String name, Value value) {}
