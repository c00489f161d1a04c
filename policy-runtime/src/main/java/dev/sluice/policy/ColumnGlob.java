package dev.sluice.policy;

import dev.sluice.sql.ColumnName;

/** A pattern of columns: {@code database.schema.table.column}, each part a {@link Glob}. */
record ColumnGlob(TableGlob table, Glob column) {
  Truth test(DatabaseScope scope, ColumnName name) {
    return column.test(name.column()).and(table.test(scope, name.table()));
  }
}
