package dev.sluice.sql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a query gives.
 *
 * @param fields its columns in order; null if not even their number is known
 * @param shaping the columns that decide which rows come
 * @param hasLimit whether the number of rows is bounded by the query itself
 * @param chosen whether its conditions choose among the rows of its tables, or its number is
 *     bounded
 * @param partial whether finding its rows can make the statement fail, warn, wait or have an effect
 */
record QueryResult(
    @Nullable List<Field> fields,
    Set<ColumnName> shaping,
    boolean hasLimit,
    boolean chosen,
    boolean partial) {
  static final String UNKNOWN_COLUMNS = "columns of * are not known";

  /** Rows of which nothing is known. */
  static final QueryResult UNKNOWN = new QueryResult(null, Set.of(), false, false, false);

  /** All that it gives as one value: an IN list, a scalar subquery, EXISTS. */
  Value asValue() {
    Value value = Value.CONSTANT;
    if (fields == null) {
      return Value.opaque(UNKNOWN_COLUMNS);
    }
    for (Field field : fields) {
      value = value.and(field.value());
    }
    return value.with(shaping).partiallyIf(partial || value.partial());
  }

  Source asSource(@Nullable String name) {
    return fields == null
        ? Source.function(name, Value.opaque(UNKNOWN_COLUMNS))
        : new Source(name, null, fields, null, chosen);
  }
}
