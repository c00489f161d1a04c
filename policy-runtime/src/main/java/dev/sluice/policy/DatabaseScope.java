package dev.sluice.policy;

import dev.sluice.sql.TableName;
import org.jspecify.annotations.Nullable;

/**
 * What tells in which database a table lies: the connection's database, or, where a schema is a
 * database, the table's schema.
 *
 * @param name null if unknown
 */
record DatabaseScope(@Nullable String name, boolean schemaIsDatabase) {
  static DatabaseScope of(Database database) {
    return new DatabaseScope(
        database.name().isEmpty() ? null : database.name(), database.dialect().schemaIsDatabase());
  }

  /** The database of a table, or null if unknown. */
  @Nullable String databaseOf(TableName table) {
    return schemaIsDatabase ? table.schema() : name;
  }

  /** Whether a table whose database matches the pattern can be reached from here. */
  Truth reaches(Glob database) {
    return database.test(schemaIsDatabase ? null : name);
  }
}
