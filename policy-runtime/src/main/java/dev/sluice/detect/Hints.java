package dev.sluice.detect;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the names of a column and its table say of its values: a number of nine digits is nothing by
 * itself, and a social security number in a column that is named so. Immutable.
 */
public final class Hints {
  /** Of a value that has no column, or one that whoever asked has named. */
  public static final Hints NONE = new Hints(EnumSet.noneOf(Kind.class), false);

  private final EnumSet<Kind> suggested;
  private final boolean machine;

  Hints(Set<Kind> suggested, boolean machine) {
    this.suggested = suggested.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(suggested);
    this.machine = machine;
  }

  /**
   * The hints of a base column.
   *
   * @param table null if unknown
   */
  public static Hints of(@Nullable String table, String column) {
    return NameTable.standard().hintsOf(table, column);
  }

  /** Whether values that look like this kind are likely to be it. */
  boolean suggests(Kind kind) {
    return suggested.contains(kind);
  }

  /** Whether the column is named as one of codes that machines make: versions, order numbers. */
  boolean isMachine() {
    return machine;
  }
}
