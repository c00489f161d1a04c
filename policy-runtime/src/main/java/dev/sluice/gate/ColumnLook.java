package dev.sluice.gate;

import dev.sluice.mask.Mask;
import dev.sluice.policy.ColumnWatch;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The looks at one column of one result, clear so far: at all values at first, then now and then
 * ({@link ColumnWatch}). What could not be looked at is masked. Used by one thread at a time.
 */
public final class ColumnLook {
  private final ColumnWatch watch;
  private final Consumer<Set<String>> found;
  private final Failures failures;
  private int pass;
  private @Nullable Mask ofColumn;

  /**
   * Begins to look at a column.
   *
   * @param found gets the tags of each value in which something is found
   */
  public ColumnLook(ColumnWatch watch, Consumer<Set<String>> found, Failures failures) {
    this.watch = watch;
    this.found = found;
    this.failures = failures;
    this.pass = watch.passAtFirst();
  }

  /** The mask of all of the column's values from now on; null if there is none. */
  public @Nullable Mask ofColumn() {
    return ofColumn;
  }

  /** Whether the value of the next row is to be looked at. To be asked once for a row. */
  public boolean isDue() {
    if (pass > 0) {
      pass--;
      return false;
    }
    return true;
  }

  /**
   * Looks at a value.
   *
   * @param value as text; null if there is none
   * @return the mask of the value; null if it is shown clear
   */
  public @Nullable Mask look(@Nullable String value) {
    try {
      ColumnWatch.Seen seen = value == null ? null : watch.look(value);
      pass = watch.passNext();
      if (seen == null) {
        return null;
      }
      if (seen.ofColumn()) {
        ofColumn = seen.mask();
      }
      found.accept(seen.tags());
      return seen.mask();
    } catch (RuntimeException | LinkageError | StackOverflowError problem) {
      return unseen(problem);
    }
  }

  /** The mask of a value that could not be looked at. */
  public Mask unseen(Throwable problem) {
    failures.count("detect", "a value could not be looked at, and is masked", problem);
    return watch.redaction();
  }
}
