package dev.sluice.jdbc;

import dev.sluice.gate.Failures;
import dev.sluice.mask.Mask;
import dev.sluice.policy.ColumnWatch;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one result whose values are looked at. As thread-safe as the driver's result set.
 *
 * <p>Public only for the classes that {@link MaskedResultSets} makes.
 */
public final class WatchedColumns {
  /** Watches nothing. */
  static final WatchedColumns NONE = new WatchedColumns(new WatchedColumn[0]);

  private final @Nullable WatchedColumn[] columns;

  private WatchedColumns(@Nullable WatchedColumn[] columns) {
    this.columns = columns;
  }

  /**
   * Watches those columns of a result that hold text.
   *
   * @param watches how a column is looked at, by its number; null if it is not
   * @param found gets the tags of each value in which something is found
   */
  static WatchedColumns of(
      ResultSetMetaData metaData,
      IntFunction<@Nullable ColumnWatch> watches,
      Consumer<Set<String>> found,
      Failures failures)
      throws SQLException {
    int count = metaData.getColumnCount();
    @Nullable WatchedColumn[] columns = new WatchedColumn[count + 1];
    boolean any = false;
    for (int number = 1; number <= count; number++) {
      ColumnWatch watch = watches.apply(number);
      if (watch != null) {
        int type = metaData.getColumnType(number);
        if (WatchedColumn.isWatched(type)) {
          columns[number] = new WatchedColumn(number, type, watch, found, failures);
          any = true;
        }
      }
    }
    return any ? new WatchedColumns(columns) : NONE;
  }

  boolean isEmpty() {
    return columns.length == 0;
  }

  /** The mask of a value in the current row; null if it is shown clear. */
  @Nullable Mask maskOf(int number, ResultSet results, long row) {
    WatchedColumn column = number > 0 && number < columns.length ? columns[number] : null;
    return column == null ? null : column.maskOf(results, row);
  }
}
