package dev.sluice.jdbc;

import dev.sluice.gate.RowAllowance;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moves a driver's result set so that it never stands on a row past the limit. Rows are counted by
 * their place: whoever jumps to the tenth row has been handed ten.
 *
 * <p>A result that is truncated looks as if the row at the limit were its last one. At an error the
 * driver's result set is closed, so that the row past the limit cannot be read.
 */
final class LimitedRows {
  private static final int UNKNOWN = -1;
  private static final Set<String> MOVES =
      Set.of(
          "next",
          "previous",
          "first",
          "last",
          "absolute",
          "relative",
          "beforeFirst",
          "afterLast",
          "isBeforeFirst",
          "isFirst",
          "isLast",
          "isAfterLast",
          "getRow");

  private final ResultSet results;
  private final RowAllowance allowance;

  /** The row on which the driver's result set stands, 0 before the first one. */
  private long row;

  private long seen;

  /** Whether this result stands behind its last row because of the limit. */
  private boolean ended;

  LimitedRows(ResultSet results, RowAllowance allowance) {
    this.results = results;
    this.allowance = allowance;
  }

  /** Whether a method of {@link ResultSet} moves between rows, or tells where the result stands. */
  boolean moves(String method) {
    return MOVES.contains(method);
  }

  boolean ended() {
    return ended;
  }

  /** Does a move that takes no number. Null for one that returns nothing. */
  @Nullable Object move(String method) throws SQLException {
    switch (method) {
      case "next" -> {
        return next();
      }
      case "previous" -> {
        return previous();
      }
      case "first" -> {
        ended = false;
        return jumped(results.first());
      }
      case "last" -> {
        return last();
      }
      case "beforeFirst" -> {
        results.beforeFirst();
        ended = false;
        row = 0;
        return null;
      }
      case "afterLast" -> {
        afterLast();
        return null;
      }
      case "isBeforeFirst" -> {
        return !ended && results.isBeforeFirst();
      }
      case "isFirst" -> {
        return !ended && results.isFirst();
      }
      case "isLast" -> {
        return !ended && (endsHere() || results.isLast());
      }
      case "isAfterLast" -> {
        return ended || results.isAfterLast();
      }
      case "getRow" -> {
        return ended ? 0 : results.getRow();
      }
      default -> throw new IllegalArgumentException(method);
    }
  }

  /** Does {@code absolute} or {@code relative}. */
  boolean move(String method, int number) throws SQLException {
    return method.equals("absolute") ? absolute(number) : relative(number);
  }

  private boolean next() throws SQLException {
    if (ended) {
      return false;
    }
    if (!results.next()) {
      row = UNKNOWN;
      return false;
    }
    return landed(row == UNKNOWN ? results.getRow() : row + 1);
  }

  private boolean previous() throws SQLException {
    if (ended) {
      return toTheLimit();
    }
    if (!results.previous()) {
      row = 0;
      return false;
    }
    int landed = results.getRow();
    return cuts(landed) ? toTheLimit() : landed(landed);
  }

  private boolean last() throws SQLException {
    ended = false;
    if (!results.last()) {
      row = UNKNOWN;
      return false;
    }
    int landed = results.getRow();
    return cuts(landed) ? toTheLimit() : landed(landed);
  }

  private void afterLast() throws SQLException {
    ended = allowance.truncates() && results.last() && cuts(results.getRow());
    row = UNKNOWN;
    if (!ended) {
      results.afterLast();
    }
  }

  private boolean absolute(int number) throws SQLException {
    if (number >= 0 || !allowance.truncates()) {
      ended = false;
      return jumped(results.absolute(number));
    }
    return last() && fromStart(row + number + 1);
  }

  private boolean relative(int number) throws SQLException {
    if (ended) {
      return fromStart(allowance.last(seen) + 1 + number);
    }
    if (allowance.truncates() && results.isAfterLast()) {
      return last() && fromStart(row + 1 + number);
    }
    return jumped(results.relative(number));
  }

  private boolean fromStart(long place) throws SQLException {
    ended = false;
    if (place <= 0) {
      results.beforeFirst();
      row = 0;
      return false;
    }
    return jumped(results.absolute((int) Math.min(place, Integer.MAX_VALUE)));
  }

  private boolean toTheLimit() throws SQLException {
    return fromStart(allowance.last(seen));
  }

  private boolean jumped(boolean onRow) throws SQLException {
    if (!onRow) {
      row = UNKNOWN;
      return false;
    }
    return landed(results.getRow());
  }

  private boolean landed(long landed) throws SQLException {
    if (landed > allowance.last(seen)) {
      return past();
    }
    row = landed;
    if (landed > seen) {
      allowance.use(landed - seen);
      seen = landed;
    }
    return true;
  }

  /** The driver's result set stands on a row that is not to be seen. */
  private boolean past() throws SQLException {
    allowance.exceeded();
    if (allowance.truncates()) {
      ended = true;
      row = UNKNOWN;
      return false;
    }
    results.close();
    throw Refusals.limit(allowance.refusal());
  }

  /** Whether a row is hidden without an error. */
  private boolean cuts(int landed) {
    return allowance.truncates() && landed > allowance.last(seen);
  }

  /** Whether the row on which the result stands is the last one that it shows. */
  private boolean endsHere() {
    return allowance.truncates() && row != UNKNOWN && row >= allowance.last(seen);
  }
}
