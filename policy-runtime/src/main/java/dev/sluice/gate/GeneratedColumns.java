package dev.sluice.gate;

import dev.sluice.mask.Mask;
import dev.sluice.policy.ColumnWatch;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How values are shown that the database has made, and a driver returns beside what the statement
 * says. They are what the statement itself returns if it says RETURNING, else columns of the table
 * that it writes. PostgreSQL's JDBC driver makes RETURNING * of them, which gives the columns of
 * FROM and USING too: whatever is not surely a column of the table that is written is redacted. To
 * be asked for each column once; not thread-safe.
 */
public final class GeneratedColumns {
  private final SqlFacts facts;
  private final MaskPlan plan;
  private final boolean planned;
  private final @Nullable Set<String> expected;

  /**
   * The values that an execution has made.
   *
   * @param columns how many columns they are
   */
  public GeneratedColumns(Admission admission, SqlFacts facts, int columns) {
    this.facts = facts;
    this.plan = admission.masks();
    this.planned = plan.columns() < 0 || plan.columns() == columns;
    this.expected = facts.output().isEmpty() ? namesWritten(admission, facts) : null;
  }

  /**
   * The mask of a column; null if it is shown clear.
   *
   * @param column 1 for the first one
   * @param label what the database calls it
   */
  public @Nullable Mask mask(int column, String label) {
    Mask mask = keyMask(label, facts, plan);
    if (!facts.output().isEmpty()) {
      return planned && plan.column(column) == null ? mask : plan.column(planned ? column : 0);
    }
    boolean written = expected == null || expected.remove(label.toLowerCase(Locale.ROOT));
    return written ? mask : plan.column(0);
  }

  /** How the values of a column are looked at that has no mask; null if they are not. */
  public @Nullable ColumnWatch watch(int column, String label) {
    return facts.output().isEmpty() ? keyWatch(label, facts, plan) : plan.watch(column);
  }

  /**
   * The columns of the table that a statement writes, in lower case. Null if the keys can be
   * nothing else: those of MySQL and MariaDB are numbers without a column, and those of an INSERT
   * into a table that is not known are its columns too.
   */
  private static @Nullable Set<String> namesWritten(Admission admission, SqlFacts facts) {
    if (facts.dialect().schemaIsDatabase()) {
      return null;
    }
    Set<String> names = null;
    for (TableName table : facts.tablesWritten()) {
      Catalog.Relation relation = admission.catalog().find(table.schema(), table.name());
      if (relation == null && facts.operation().equals("INSERT")) {
        return null;
      }
      Set<String> columns = new HashSet<>();
      if (relation != null && relation.kind() == Catalog.Kind.TABLE) {
        relation.columns().forEach(column -> columns.add(column.toLowerCase(Locale.ROOT)));
      }
      if (names == null) {
        names = columns;
      } else {
        names.retainAll(columns); // which of several tables the keys are of is not known
      }
    }
    return names == null || facts.operation().equals("MERGE") ? new HashSet<>() : names;
  }

  private static @Nullable Mask keyMask(String label, SqlFacts facts, MaskPlan masks) {
    for (TableName table : facts.tablesWritten()) {
      for (String spelling : new String[] {label, label.toLowerCase(Locale.ROOT)}) {
        Mask mask = masks.baseColumn(new ColumnName(table, spelling));
        if (mask != null) {
          return mask;
        }
      }
    }
    return null;
  }

  /** How a column is looked at that may be one of any table that is written. */
  private static @Nullable ColumnWatch keyWatch(String label, SqlFacts facts, MaskPlan masks) {
    for (TableName table : facts.tablesWritten()) {
      ColumnWatch watch = masks.baseWatch(new ColumnName(table, label));
      if (watch != null) {
        return watch;
      }
    }
    return null;
  }
}
