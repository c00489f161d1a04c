package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.mask.Mask;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
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
    if (!anyColumn(masks, results)) {
      return null;
    }
    return masked.over(results, masks);
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

  /** The masked view of generated keys: their columns are columns of the tables written. */
  @Nullable ResultSet generatedKeys(ResultSet keys, Admission admission) throws SQLException {
    SqlFacts facts = admission.facts();
    if (keys instanceof MaskedResultSet || facts == null) {
      return null;
    }
    ResultSetMetaData metaData = keys.getMetaData();
    Map<Integer, Mask> masks = new HashMap<>();
    for (int column = 1; column <= metaData.getColumnCount(); column++) {
      Mask mask = keyMask(metaData.getColumnLabel(column), facts, admission.masks());
      if (mask != null) {
        masks.put(column, mask);
      }
    }
    return masks.isEmpty() ? null : masked.over(keys, new ByColumn(masks));
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
