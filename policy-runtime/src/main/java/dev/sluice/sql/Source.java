package dev.sluice.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something in a FROM clause that columns can be taken from.
 *
 * @param name how it is called in the statement, folded; null if it has no name
 * @param table the table behind it; null if there is none
 * @param fields its columns in order; null if they are not known, so that it may have any
 * @param anyColumn the value of each column whatever its name, for a function's result; else null
 * @param chosen whether it is a query that chooses some rows of its tables, or bounds their number
 */
record Source(
    @Nullable String name,
    @Nullable TableName table,
    @Nullable List<Field> fields,
    @Nullable Value anyColumn,
    boolean chosen) {

  static Source open(String name, TableName table) {
    return new Source(name, table, null, null, false);
  }

  static Source closed(@Nullable String name, @Nullable TableName table, List<Field> fields) {
    return new Source(name, table, fields, null, false);
  }

  static Source function(@Nullable String name, Value value) {
    return new Source(name, null, null, value, false);
  }

  Source named(@Nullable String newName) {
    return new Source(newName, table, fields, anyColumn, chosen);
  }

  /** With the first columns renamed, as {@code AS t(a, b)} does. */
  Source withColumns(List<String> names) {
    if (fields == null) {
      // there may be more columns than names
      return this;
    }
    List<Field> renamed = new ArrayList<>(fields);
    for (int i = 0; i < names.size() && i < renamed.size(); i++) {
      renamed.set(i, new Field(names.get(i), renamed.get(i).value()));
    }
    return new Source(name, table, renamed, null, chosen);
  }

  /** Whether it is the same FROM item, not merely one of the same table and name. */
  @SuppressWarnings("ReferenceEquality")
  boolean isSame(@Nullable Source other) {
    return this == other;
  }

  /** Whether it may have columns that are not known. */
  boolean isOpen() {
    return fields == null;
  }
}
