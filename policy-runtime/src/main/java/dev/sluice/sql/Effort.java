package dev.sluice.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What resolving the names of one text, its views' included, has cost so far, and may cost.
 * Confined to one thread.
 */
final class Effort {
  /**
   * MySQL joins no more than 61 tables; each JOIN that merges goes through all columns in sight.
   */
  private static final int MERGING_JOINS = 64;

  /** More than any database shows of one query; tables may be wide, and a text name them often. */
  private static final int COLUMNS = 20_000;

  private final Map<TableName, Optional<QueryResult>> views = new HashMap<>();
  private int mergingJoins;
  private int columns;

  /** Whether one more JOIN may merge columns. */
  boolean takeMergingJoin() {
    return ++mergingJoins <= MERGING_JOINS;
  }

  /** Whether so many columns more may come into sight. */
  boolean takeColumns(int more) {
    columns = Math.min(COLUMNS + 1, columns + more);
    return columns <= COLUMNS;
  }

  /** A view's rows, which are the same wherever the view stands; null if they are not known. */
  @Nullable QueryResult view(TableName name, Supplier<Optional<QueryResult>> reader) {
    Optional<QueryResult> known = views.get(name);
    if (known == null) {
      known = reader.get();
      views.put(name, known);
    }
    return known.orElse(null);
  }
}
