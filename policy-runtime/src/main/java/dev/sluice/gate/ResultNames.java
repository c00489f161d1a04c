package dev.sluice.gate;

import dev.sluice.sql.Lineage;
import dev.sluice.sql.OutputColumn;
import org.jspecify.annotations.Nullable;

/** Compares what the columns of a result are called with what its statement was read as. */
public final class ResultNames {
  private ResultNames() {}

  /**
   * On what the two disagree, for a report; null if on nothing. Of what is computed, databases make
   * names by rules of their own.
   *
   * @param column 1 for the first column
   * @param label what the database calls it
   */
  public static @Nullable String disagreement(
      int column, OutputColumn read, @Nullable String label) {
    boolean differ =
        read.lineage() instanceof Lineage.Direct
            && !read.label().isEmpty()
            && label != null
            && !label.isEmpty()
            && !read.label().equalsIgnoreCase(label);
    return differ
        ? "column " + column + " is read as " + read.label() + " and called " + label
        : null;
  }
}
