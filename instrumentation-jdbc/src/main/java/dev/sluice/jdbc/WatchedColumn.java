package dev.sluice.jdbc;

import dev.sluice.detect.ValueDetector;
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
  private final ColumnWatch watch;
  private final Consumer<Set<String>> found;
  private final Failures failures;
  private int pass;
  private long lookedAtRow = NO_ROW;
  private @Nullable Mask ofRow;
  private @Nullable Mask ofColumn;

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
    this.watch = watch;
    this.found = found;
    this.failures = failures;
    this.pass = watch.passAtFirst();
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
    if (ofColumn != null || row == lookedAtRow) {
      return ofColumn == null ? ofRow : ofColumn;
    }
    lookedAtRow = row;
    if (pass > 0) {
      pass--;
      ofRow = null;
    } else {
      ofRow = look(results);
    }
    return ofRow;
  }

  private @Nullable Mask look(ResultSet results) {
    try {
      String value = large ? beginning(results) : results.getString(number);
      ColumnWatch.Seen seen = value == null ? null : watch.look(value);
      pass = watch.passNext();
      if (seen == null) {
        return null;
      }
      if (seen.ofColumn()) {
        ofColumn = seen.mask();
      }
      found.accept(seen.tags());
      return seen.mask();
    } catch (SQLException | RuntimeException | LinkageError | StackOverflowError problem) {
      failures.count("detect", "a value could not be looked at, and is masked", problem);
      return watch.redaction();
    }
  }

  private @Nullable String beginning(ResultSet results) throws SQLException {
    Clob text = results.getClob(number);
    return text == null ? null : text.getSubString(1, ValueDetector.MOST_CHARACTERS);
  }
}
