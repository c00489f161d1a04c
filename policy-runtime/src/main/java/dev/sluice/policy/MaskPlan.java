package dev.sluice.policy;

import dev.sluice.mask.Mask;
import dev.sluice.sql.ColumnName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a statement's results are masked, and how. Immutable and thread-safe; shared by
 * all executions that got the same decision.
 */
public interface MaskPlan {
  /** Masks nothing. */
  MaskPlan NONE =
      new MaskPlan() {
        @Override
        public boolean isEmpty() {
          return true;
        }

        @Override
        public @Nullable Mask column(int index) {
          return null;
        }

        @Override
        public int columns() {
          return -1;
        }

        @Override
        public @Nullable Mask baseColumn(ColumnName column) {
          return null;
        }
      };

  /**
   * Whether nothing that this statement can return is masked: neither a column of its result, nor a
   * base column of a table of a write (generated keys), nor a column that a table which it reads
   * may have got since the catalog was read. A plan that is not empty may mask none of the columns;
   * their number still has to be {@link #columns}.
   */
  boolean isEmpty();

  /**
   * The mask of a column of the result.
   *
   * @param index 1 for the first column, as in {@link java.sql.ResultSet}
   * @return null if it is shown clear
   */
  @Nullable Mask column(int index);

  /** How many columns the plan was made for; -1 if it holds for any number. */
  int columns();

  /** The mask of a base column for this caller; null if it is shown clear. */
  @Nullable Mask baseColumn(ColumnName column);

  /**
   * How the values of a column that has no mask are looked at.
   *
   * @param index 1 for the first column
   * @return null if they are not
   */
  default @Nullable ColumnWatch watch(int index) {
    return null;
  }

  /** How the values of a base column that has no mask are looked at; null if they are not. */
  default @Nullable ColumnWatch baseWatch(ColumnName column) {
    return null;
  }

  /** All masks that hold for this caller on the database; none in a plan made for one result. */
  default List<Mask> all() {
    return List.of();
  }
}
