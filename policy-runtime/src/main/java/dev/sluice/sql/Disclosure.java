package dev.sluice.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a statement may tell of by what it makes the database do or measure, beside the values that
 * it reads itself. Immutable.
 *
 * @param cause what tells, as the subject of a sentence: {@code the trigger t of s.a}
 * @param unknown why it may tell of any value; null if only of those of {@code columns}
 * @param columns base columns whose values it can depend on
 */
public record Disclosure(String cause, @Nullable String unknown, Set<ColumnName> columns) {
  public Disclosure {
    columns = Set.copyOf(columns);
  }
}
