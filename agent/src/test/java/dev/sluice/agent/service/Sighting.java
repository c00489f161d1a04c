package dev.sluice.agent.service;

import dev.sluice.agent.service.SoakRules.Column;
import dev.sluice.agent.service.SoakRules.Cut;
import dev.sluice.agent.service.SoakRules.Who;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All that a caller saw of one statement. */
final class Sighting {
  private final String sql;
  private final Who who;
  private final int rowsThere;
  private final List<Cell> cells = new ArrayList<>();
  private int rows;
  private @Nullable SQLException thrown;

  private record Cell(int id, Column column, boolean computed, @Nullable String value) {}

  /** Runs a statement. */
  interface Running {
    @Nullable ResultSet run() throws SQLException;
  }

  /** What a column of the result is of. */
  record Of(Column column, boolean computed) {}

  /**
   * @param rowsThere how many rows there are to be seen; without a result how many it changes
   */
  private Sighting(String sql, Who who, int rowsThere) {
    this.sql = sql;
    this.who = who;
    this.rowsThere = rowsThere;
  }

  /**
   * Runs a query and reads its result, of which the first column is the person's id.
   *
   * @param of what the columns from the second on are of
   */
  static Sighting of(String sql, Who who, int rowsThere, List<Of> of, Running query) {
    Sighting sighting = new Sighting(sql, who, rowsThere);
    try (ResultSet results = query.run()) {
      while (results != null && results.next()) {
        int id = results.getInt(1);
        for (int i = 0; i < of.size(); i++) {
          sighting.cells.add(
              new Cell(id, of.get(i).column(), of.get(i).computed(), results.getString(i + 2)));
        }
        sighting.rows++;
      }
    } catch (SQLException e) {
      sighting.thrown = e;
    }
    return sighting;
  }

  /** Whether it is what a policy makes of it. */
  boolean fits(SoakRules rules) {
    for (Cell cell : cells) {
      if (!Objects.equals(
          cell.value(), rules.shown(who, cell.column(), cell.id(), cell.computed()))) {
        return false;
      }
    }
    boolean denied = sql.contains("orders") && rules.deniesOrders(who);
    boolean past = rowsThere > SoakRules.MOST_ROWS;
    boolean stopped = past && rules.cut(who) == Cut.THROWS;
    if (denied) {
      return rows == 0 && isSluices("42501", "(rule no-orders)");
    }
    if (stopped) {
      return rows == SoakRules.MOST_ROWS && isSluices("54000", "(rule cap)");
    }
    int expected = past && rules.cut(who) == Cut.TRUNCATES ? SoakRules.MOST_ROWS : rowsThere;
    return thrown == null && rows == expected;
  }

  private boolean isSluices(String state, String rule) {
    SQLException exception = thrown;
    return exception != null
        && state.equals(exception.getSQLState())
        && String.valueOf(exception.getMessage()).startsWith("Sluice")
        && String.valueOf(exception.getMessage()).contains(rule);
  }

  /** How many values were shown otherwise than they are. */
  long masked() {
    return cells.stream()
        .filter(cell -> !cell.column().clear(cell.id()).equals(cell.value()))
        .count();
  }

  long clear() {
    return cells.size() - masked();
  }

  boolean stopped() {
    return thrown != null;
  }

  @Override
  public String toString() {
    return who
        + " saw of "
        + sql
        + ": "
        + rows
        + " of "
        + rowsThere
        + " rows, "
        + cells.stream().limit(6).toList()
        + (thrown == null ? "" : ", " + thrown);
  }
}
