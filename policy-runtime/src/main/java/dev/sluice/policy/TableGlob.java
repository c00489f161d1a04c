package dev.sluice.policy;

import dev.sluice.sql.TableName;

/** A pattern of tables: {@code database.schema.table}, each part a {@link Glob}. */
record TableGlob(Glob database, Glob schema, Glob table) {
  Truth test(DatabaseScope scope, TableName name) {
    return database
        .test(scope.databaseOf(name))
        .and(schema.test(name.schema()))
        .and(table.test(name.name()));
  }
}
