package dev.sluice.gate;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlFacts;

/** Reads a statement. Thread-safe. */
@FunctionalInterface
public interface Analysis {
  SqlFacts analyze(String sql, Dialect dialect, Catalog catalog);
}
