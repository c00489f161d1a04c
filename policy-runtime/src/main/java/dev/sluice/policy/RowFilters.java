package dev.sluice.policy;

import dev.sluice.sql.RowCondition;
import dev.sluice.sql.TableFilters;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The row filters that hold for one caller on one database. Those of one table are ANDed. Immutable
 * and thread-safe.
 */
final class RowFilters implements TableFilters {
  private static final int REMEMBERED = 1_000;

  private final List<RowFilter> filters;
  private final DatabaseScope scope;
  private final Map<TableName, Optional<RowCondition>> conditions = new ConcurrentHashMap<>();

  RowFilters(List<RowFilter> filters, DatabaseScope scope) {
    this.filters = List.copyOf(filters);
    this.scope = scope;
  }

  boolean isEmpty() {
    return filters.isEmpty();
  }

  @Override
  public @Nullable RowCondition of(TableName table) {
    Optional<RowCondition> known = conditions.get(table);
    if (known == null) {
      known = Optional.ofNullable(make(table));
      if (conditions.size() < REMEMBERED) {
        conditions.put(table, known);
      }
    }
    return known.orElse(null);
  }

  private @Nullable RowCondition make(TableName table) {
    List<RowCondition> all = new ArrayList<>();
    for (RowFilter filter : filters) {
      if (filter.covers(scope, table) && !all.contains(filter.condition())) {
        all.add(filter.condition());
      }
    }
    return all.isEmpty() ? null : all.size() == 1 ? all.get(0) : new RowCondition.All(all);
  }

  /** The ids of the filters of any of these tables, sorted. */
  Set<String> ids(Set<TableName> tables) {
    Set<String> ids = new TreeSet<>();
    for (RowFilter filter : filters) {
      if (tables.stream().anyMatch(table -> filter.covers(scope, table))) {
        ids.add(filter.id());
      }
    }
    return ids;
  }
}
