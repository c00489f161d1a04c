package dev.sluice.jdbc;

import dev.sluice.gate.Admission;
import dev.sluice.mask.Mask;
import dev.sluice.mask.SqlNull;
import dev.sluice.policy.MaskPlan;
import dev.sluice.policy.Refusal;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.WrittenValues;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps masks from destroying data. What reads a row and writes all of it back, as ORMs do with
 * entities, would store the mask in place of the value: a statement that sends to a masked column
 * what its caller's mask may have shown of that column is refused.
 *
 * <p>Made for accidents: who may write a column can destroy its values anyway. Told by its form, a
 * value may be refused that was meant, such as 0 for a redacted number.
 */
final class WriteBack {
  private final Admission admission;
  private final MaskPlan masks;

  private WriteBack(Admission admission) {
    this.admission = admission;
    this.masks = admission.masks();
  }

  /**
   * Why an admitted execution must not run after all; null if it may.
   *
   * @param sql the texts in order, as the admission was asked for
   * @param state of the statement; null if nothing is known of it
   */
  static @Nullable Refusal find(
      Admission admission, List<String> sql, @Nullable StatementState state, boolean batch) {
    if (admission.masks().isEmpty()) {
      return null;
    }
    return new WriteBack(admission).find(sql, state, batch);
  }

  private @Nullable Refusal find(List<String> sql, @Nullable StatementState state, boolean batch) {
    List<String> texts = new ArrayList<>(new LinkedHashSet<>(sql));
    List<SqlFacts> all = admission.all();
    for (int i = 0; i < texts.size() && i < all.size(); i++) {
      SqlFacts facts = all.get(i);
      Map<ColumnName, Mask> masked = maskedColumns(facts);
      if (facts.isOpaque() || !masked.isEmpty()) {
        Refusal refusal =
            new Text(facts, WrittenValues.of(texts.get(i), facts), masked).find(state, batch);
        if (refusal != null) {
          return refusal;
        }
      }
    }
    return null;
  }

  private Map<ColumnName, Mask> maskedColumns(SqlFacts facts) {
    Map<ColumnName, Mask> masked = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    for (ColumnName column : facts.columnsWritten()) {
      Mask mask = masks.baseColumn(column);
      if (mask != null) {
        masked.put(column, mask);
      }
    }
    return masked;
  }

  /** One of the texts with its facts. */
  private final class Text {
    private final SqlFacts facts;
    private final WrittenValues written;
    private final Map<ColumnName, Mask> masked;

    Text(SqlFacts facts, WrittenValues written, Map<ColumnName, Mask> masked) {
      this.facts = facts;
      this.written = written;
      this.masked = masked;
    }

    @Nullable Refusal find(@Nullable StatementState state, boolean batch) {
      for (WrittenValues.Literal literal : written.literals()) {
        Object value = literal.value() == null ? SqlNull.OF_PLAIN_TYPE : literal.value();
        Refusal refusal = refusal(value, literal.targets());
        if (refusal != null) {
          return refusal;
        }
      }
      if (state != null && !state.preparedText().isEmpty()) {
        for (Map.Entry<Integer, Object> sent : state.parameters().sent(batch)) {
          Refusal refusal = refusal(sent.getValue(), written.parameter(sent.getKey()));
          if (refusal != null) {
            return refusal;
          }
        }
      }
      return null;
    }

    private @Nullable Refusal refusal(Object value, Set<ColumnName> targets) {
      if (facts.isOpaque()) {
        for (Mask mask : masks.all()) {
          if (mayShow(mask, value)) {
            return refused(value, null);
          }
        }
        return null;
      }
      for (Map.Entry<ColumnName, Mask> column : masked.entrySet()) {
        if (targets.contains(column.getKey()) && mayShow(column.getValue(), value)) {
          return refused(value, column.getKey());
        }
      }
      return null;
    }

    private static boolean mayShow(Mask mask, Object value) {
      return isUnknown(value) || mask.mayShow(value);
    }

    private static Refusal refused(Object value, @Nullable ColumnName column) {
      return isUnknown(value) ? Refusal.unknownParameter(column) : Refusal.writeBack(column);
    }

    @SuppressWarnings("ReferenceEquality") // the mark is one object
    private static boolean isUnknown(Object value) {
      return value == Parameters.UNKNOWN;
    }
  }
}
