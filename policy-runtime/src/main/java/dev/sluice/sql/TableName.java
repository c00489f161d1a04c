package dev.sluice.sql;

import org.jspecify.annotations.Nullable;

/**
 * A table or view, its names folded as the dialect folds them. The schema is null where neither the
 * statement nor the catalog tells it; in MySQL and MariaDB it is the database.
 */
public record TableName(@Nullable String schema, String name) {
  @Override
  public String toString() {
    return schema == null ? name : schema + "." + name;
  }
}
