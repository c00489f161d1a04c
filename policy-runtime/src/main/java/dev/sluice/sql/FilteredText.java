package dev.sluice.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with row filters put in: what is sent to the database in place of the one that the service
 * wrote. Immutable.
 *
 * @param bound the values of the filters that stand as parameters, in the order of their index;
 *     empty if they stand in the text itself
 */
public record FilteredText(String text, List<Bound> bound) {

  /**
   * A value that a filter's parameter must have.
   *
   * @param index of the parameter in the filtered text, from 1 on
   * @param type the class of the column's type; null if it is not known
   */
  public record Bound(int index, String value, @Nullable ColumnType type) {}

  public FilteredText {
    bound = List.copyOf(bound);
  }

  /**
   * The index in the filtered text of a parameter of the service's own.
   *
   * @param index in the text that the service wrote, from 1 on
   */
  public int indexOf(int index) {
    int shifted = index;
    for (Bound value : bound) {
      if (value.index() > shifted) {
        break;
      }
      shifted++;
    }
    return shifted;
  }
}
