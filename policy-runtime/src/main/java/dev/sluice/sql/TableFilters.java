package dev.sluice.sql;

import org.jspecify.annotations.Nullable;

/** Tells which rows of each table a caller may see and change. Thread-safe; never changes. */
@FunctionalInterface
public interface TableFilters {
  /** Nothing is filtered. */
  TableFilters NONE = table -> null;

  /** The condition that each row of a table must meet; null if all may be seen. */
  @Nullable RowCondition of(TableName table);
}
