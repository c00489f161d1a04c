package dev.sluice.catalog;

import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tables whose changes no rollback takes back: those of MySQL's and MariaDB's engines without
 * transactions, and views of them. Immutable.
 */
public record IrrevocableTables(Set<TableName> names) {
  public static final IrrevocableTables NONE = new IrrevocableTables(Set.of());

  public IrrevocableTables {
    names = Set.copyOf(names);
  }

  /**
   * Some tables, with the views that name any of them, and those that name these: servers qualify
   * all names.
   */
  static IrrevocableTables of(Set<TableName> tables, Map<TableName, String> views) {
    if (tables.isEmpty()) {
      return NONE;
    }
    Set<TableName> all = new HashSet<>(tables);
    boolean found;
    do {
      List<String> names = new ArrayList<>();
      all.forEach(table -> names.add(quoted(table.schema()) + "." + quoted(table.name())));
      found = false;
      for (Map.Entry<TableName, String> view : views.entrySet()) {
        if (names.stream().anyMatch(view.getValue()::contains)) {
          found |= all.add(view.getKey());
        }
      }
    } while (found);
    return new IrrevocableTables(all);
  }

  private static String quoted(@Nullable String name) {
    return name == null ? "" : "`" + name.replace("`", "``") + "`";
  }

  /** Whether any of these statements changes one of them. */
  public boolean changedBy(List<SqlFacts> statements) {
    if (names.isEmpty()) {
      return false;
    }
    for (SqlFacts facts : statements) {
      for (TableName table : facts.tablesWritten()) {
        if (names.contains(table)) {
          return true;
        }
      }
      for (ColumnName column : facts.columnsWritten()) {
        if (names.contains(column.table())) {
          return true;
        }
      }
    }
    return false;
  }
}
