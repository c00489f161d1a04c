package dev.sluice.gate;

import dev.sluice.mask.Mask;
import dev.sluice.mask.SqlNull;
import dev.sluice.policy.MaskPlan;
import dev.sluice.policy.Refusal;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.WrittenValues;
import java.util.ArrayList;
import java.util.Collection;
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
public final class WriteBack {
  /** Stands for a value that could not be looked at: any mask may have shown it. */
  public static final Object UNKNOWN = new Object();

  private final Admission admission;

  private WriteBack(Admission admission) {
    this.admission = admission;
  }

  /**
   * Why an admitted execution must not run after all; null if it may.
   *
   * @param sql the texts in order, as the admission was asked for
   * @param parameters what is sent of the parameters of the one text, each with its index from 1
   *     on; {@link SqlNull} for NULL
   */
  public static @Nullable Refusal find(
      Admission admission,
      List<String> sql,
      Collection<? extends Map.Entry<Integer, Object>> parameters) {
    return admission.masksAny() ? new WriteBack(admission).find(sql, parameters) : null;
  }

  private @Nullable Refusal find(
      List<String> sql, Collection<? extends Map.Entry<Integer, Object>> parameters) {
    List<String> texts = new ArrayList<>(new LinkedHashSet<>(sql));
    List<SqlFacts> all = admission.all();
    for (int i = 0; i < texts.size() && i < all.size(); i++) {
      SqlFacts facts = all.get(i);
      MaskPlan masks = admission.allMasks().get(i);
      Map<ColumnName, Mask> masked = maskedColumns(facts, masks);
      if (facts.isOpaque() || !masked.isEmpty()) {
        Refusal refusal =
            new Text(facts, WrittenValues.of(texts.get(i), facts), masks, masked).find(parameters);
        if (refusal != null) {
          return refusal;
        }
      }
    }
    return null;
  }

  private static Map<ColumnName, Mask> maskedColumns(SqlFacts facts, MaskPlan masks) {
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
  private static final class Text {
    private final SqlFacts facts;
    private final WrittenValues written;
    private final MaskPlan masks;
    private final Map<ColumnName, Mask> masked;

    Text(SqlFacts facts, WrittenValues written, MaskPlan masks, Map<ColumnName, Mask> masked) {
      this.facts = facts;
      this.written = written;
      this.masks = masks;
      this.masked = masked;
    }

    @Nullable Refusal find(Collection<? extends Map.Entry<Integer, Object>> parameters) {
      for (WrittenValues.Literal literal : written.literals()) {
        Object value = literal.value() == null ? SqlNull.OF_PLAIN_TYPE : literal.value();
        Refusal refusal = refusal(value, literal.targets());
        if (refusal != null) {
          return refusal;
        }
      }
      for (Map.Entry<Integer, Object> sent : parameters) {
        Refusal refusal = refusal(sent.getValue(), written.parameter(sent.getKey()));
        if (refusal != null) {
          return refusal;
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
      return value == UNKNOWN;
    }
  }
}
