package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.gate.Failures;
import dev.sluice.mask.Mask;
import dev.sluice.policy.ColumnWatch;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

  /**
   * The masked view of generated keys. They are what the statement itself returns if it says
   * RETURNING, else columns of the table that it writes. PostgreSQL's driver makes RETURNING * of
   * them, which gives the columns of FROM and USING too: whatever is not surely a column of the
   * table that is written is redacted.
   */
  @Nullable ResultSet generatedKeys(ResultSet keys, Admission admission) throws SQLException {
    SqlFacts facts = admission.facts();
    MaskPlan plan = admission.masks();
    if (keys instanceof MaskedResultSet || facts == null || plan.isEmpty()) {
      return null;
    }
    ResultSetMetaData metaData = keys.getMetaData();
    int columns = metaData.getColumnCount();
    boolean planned = plan.columns() < 0 || plan.columns() == columns;
    Set<String> expected = facts.output().isEmpty() ? namesWritten(admission) : null;
    Map<Integer, Mask> masks = new HashMap<>();
    Map<Integer, ColumnWatch> watches = new HashMap<>();
    for (int column = 1; column <= columns; column++) {
      String label = metaData.getColumnLabel(column);
      Mask mask = keyMask(label, facts, plan);
      if (!facts.output().isEmpty()) {
        mask = planned && plan.column(column) == null ? mask : plan.column(planned ? column : 0);
      } else if (expected != null && !expected.remove(label.toLowerCase(Locale.ROOT))) {
        mask = plan.column(0);
      }
      if (mask != null) {
        masks.put(column, mask);
        continue;
      }
      ColumnWatch watch =
          facts.output().isEmpty() ? keyWatch(label, facts, plan) : plan.watch(column);
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

  /**
   * The columns of the table that a statement writes, in lower case. Null if the keys can be
   * nothing else: those of MySQL and MariaDB are numbers without a column, and those of an INSERT
   * into a table that is not known are its columns too.
   */
  private static @Nullable Set<String> namesWritten(Admission admission) {
    SqlFacts facts = admission.facts();
    if (facts == null || facts.dialect().schemaIsDatabase()) {
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
