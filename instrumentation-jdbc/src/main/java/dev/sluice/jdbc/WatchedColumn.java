package dev.sluice.jdbc;

import dev.sluice.detect.ValueDetector;
import dev.sluice.gate.ColumnLook;
import dev.sluice.gate.Failures;
import dev.sluice.mask.Mask;
import dev.sluice.policy.ColumnWatch;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A column of one result, clear so far, whose values are looked at before the service gets them:
 * all at first, then now and then ({@link ColumnWatch}). A value is looked at as text, once for a
 * row, whichever getter the service uses. What could not be looked at is masked. As thread-safe as
 * the driver's result set: not at all.
 */
final class WatchedColumn {
  private static final long NO_ROW = -1;

  private final int number;
  private final boolean large;
  private final ColumnLook look;
  private long lookedAtRow = NO_ROW;
  private @Nullable Mask ofRow;

  /**
   * Watches a column.
   *
   * @param type of {@link Types}
   * @param found gets the tags of each value in which something is found
   */
  WatchedColumn(
      int number, int type, ColumnWatch watch, Consumer<Set<String>> found, Failures failures) {
    this.number = number;
    this.large = type == Types.CLOB || type == Types.NCLOB;
    this.look = new ColumnLook(watch, found, failures);
  }

  /**
   * Whether values of a type are, or hold, text: not numbers, times and bytes. What a vendor has of
   * its own ({@code json}, {@code inet}, {@code citext}) and what is made of several values counts.
   */
  static boolean isWatched(int type) {
    return switch (type) {
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR,
          Types.CLOB,
          Types.NCLOB,
          Types.SQLXML,
          Types.ARRAY,
          Types.STRUCT,
          Types.OTHER ->
          true;
      default -> false;
    };
  }

  /**
   * The mask of the value in the current row; null if it is shown clear.
   *
   * @param row a number that is another one after each move of the cursor
   */
  @Nullable Mask maskOf(ResultSet results, long row) {
    Mask ofColumn = look.ofColumn();
    if (ofColumn != null || row == lookedAtRow) {
      return ofColumn == null ? ofRow : ofColumn;
    }
    lookedAtRow = row;
    ofRow = look.isDue() ? look(results) : null;
    return ofRow;
  }

  private @Nullable Mask look(ResultSet results) {
    try {
      return look.look(large ? beginning(results) : results.getString(number));
    } catch (SQLException | RuntimeException | LinkageError problem) {
      return look.unseen(problem);
    }
  }

  private @Nullable String beginning(ResultSet results) throws SQLException {
    Clob text = results.getClob(number);
    return text == null ? null : text.getSubString(1, ValueDetector.MOST_CHARACTERS);
  }
}
