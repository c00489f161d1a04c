package dev.sluice.mask;

import org.jspecify.annotations.Nullable;

/**
 * A mask that does not look: what it shows depends on nothing but the column's type, so that even
 * SQL NULL looks like a value. It is the form under {@code inference: deny} of a mask that leaves
 * NULL as it is, which tells which rows have none. Implementations are immutable and thread-safe.
 */
public interface BlindMask extends Mask {
  /**
   * What is shown for any value, NULL included, of a column whose values are of a Java class.
   *
   * @param className as {@link java.sql.ResultSetMetaData#getColumnClassName} gives it
   * @return null, thus NULL, for a class of which this mask has nothing to show
   */
  @Nullable Object shown(String className);
}
