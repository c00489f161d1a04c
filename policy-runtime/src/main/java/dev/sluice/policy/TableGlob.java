package dev.sluice.policy;

import dev.sluice.sql.TableName;

/** A pattern of tables: {@code database.schema.table}, each part a {@link Glob}. */
record TableGlob(Glob database, Glob schema, Glob table) {
  Truth test(DatabaseScope scope, TableName name) {
    Truth ofTable = table.test(name.name());
    return ofTable == Truth.NO
        ? ofTable
        : ofTable.and(schema.test(name.schema())).and(database.test(scope.databaseOf(name)));
  }
}
