package dev.sluice.sql;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

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
  private static final int COLUMNS = 12_000;

  private final Map<Catalog.Relation, ViewReader.Reading> views = new HashMap<>();
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

  /** A view is read once: what comes of it is the same wherever the view stands. */
  ViewReader.Reading view(Catalog.Relation view, Supplier<ViewReader.Reading> reader) {
    ViewReader.Reading known = views.get(view);
    if (known == null) {
      known = reader.get();
      views.put(view, known);
    }
    return known;
  }
}
