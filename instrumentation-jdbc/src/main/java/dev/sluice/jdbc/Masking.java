package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.gate.GeneratedColumns;
import dev.sluice.mask.Mask;
import dev.sluice.policy.ColumnWatch;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SqlFacts;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts masks over the result sets of drivers. Thread-safe. */
final class Masking {
  private final Failures failures;
  private final MaskedResultSets masked;

  Masking(Failures failures) {
    this.failures = failures;
    this.masked = new MaskedResultSets(failures);
  }

  /**
   * The masked view of a statement's result.
   *
   * @throws SQLException if the result is not the one that the masks were made for
   */
  @Nullable ResultSet results(ResultSet results, Admission admission) throws SQLException {
    MaskPlan masks = admission.masks();
    if (results instanceof MaskedResultSet) {
      return null;
    }
    requireAgreement(results, admission);
    boolean anyMasked = anyColumn(masks, results);
    WatchedColumns watched =
        WatchedColumns.of(results.getMetaData(), masks::watch, admission::detected, failures);
    return anyMasked || !watched.isEmpty() ? masked.over(results, masks, watched) : null;
  }

  /** Withholds a result of which the database says something else than the statement's facts. */
  private void requireAgreement(ResultSet results, Admission admission) throws SQLException {
    SqlFacts facts = admission.facts();
    if (facts == null) {
      return;
    }
    String disagreement = CrossCheck.find(results.getMetaData(), facts, admission.masks());
    if (disagreement != null) {
      results.close();
      failures.count(
          "jdbc.disagreement",
          "a statement and its result disagree: " + disagreement + " (" + facts.fingerprint() + ")",
          null);
      throw Refusals.closed(
          "the database says that a column comes from elsewhere than the statement says", "");
    }
  }

  /** The masked view of generated keys. */
  @Nullable ResultSet generatedKeys(ResultSet keys, Admission admission) throws SQLException {
    SqlFacts facts = admission.facts();
    MaskPlan plan = admission.masks();
    if (keys instanceof MaskedResultSet || facts == null || plan.isEmpty()) {
      return null;
    }
    ResultSetMetaData metaData = keys.getMetaData();
    int columns = metaData.getColumnCount();
    GeneratedColumns generated = new GeneratedColumns(admission, facts, columns);
    Map<Integer, Mask> masks = new HashMap<>();
    Map<Integer, ColumnWatch> watches = new HashMap<>();
    for (int column = 1; column <= columns; column++) {
      String label = metaData.getColumnLabel(column);
      Mask mask = generated.mask(column, label);
      if (mask != null) {
        masks.put(column, mask);
        continue;
      }
      ColumnWatch watch = generated.watch(column, label);
      if (watch != null) {
        watches.put(column, watch);
      }
    }
    WatchedColumns watched =
        WatchedColumns.of(metaData, watches::get, admission::detected, failures);
    return masks.isEmpty() && watched.isEmpty()
        ? null
        : masked.over(keys, new ByColumn(masks), watched);
  }

  private boolean anyColumn(MaskPlan masks, ResultSet results) throws SQLException {
    int columns = results.getMetaData().getColumnCount();
    if (masks.columns() >= 0 && masks.columns() != columns) {
      results.close();
      failures.count(
          "jdbc.columns",
          "a result has " + columns + " columns where its statement was read as " + masks.columns(),
          null);
      throw Refusals.closed(
          "the result has other columns than its statement, so it cannot be masked", "");
    }
    for (int column = 1; column <= columns; column++) {
      if (masks.column(column) != null) {
        return true;
      }
    }
    return false;
  }

  private record ByColumn(Map<Integer, Mask> masks) implements MaskPlan {
    @Override
    public boolean isEmpty() {
      return masks.isEmpty();
    }

    @Override
    public @Nullable Mask column(int index) {
      return masks.get(index);
    }

    @Override
    public int columns() {
      return -1;
    }

    @Override
    public @Nullable Mask baseColumn(ColumnName column) {
      return null;
    }
  }
}
