package dev.sluice.jdbc;

import dev.sluice.sql.FilteredText;
import java.util.ArrayList;
import java.util.List;

/**
 * A prepared statement whose text has row filters in it: its driver knows more parameters than the
 * service does. As thread-safe as a JDBC statement: used by one thread at a time.
 */
final class FilteredParameters {
  private final FilteredText text;
  private final List<List<FilteredText.Bound>> batch = new ArrayList<>();
  private int setters;
  private int index;

  FilteredParameters(FilteredText text) {
    this.text = text;
  }

  /** What was prepared. */
  FilteredText text() {
    return text;
  }

  /**
   * A setter begins. Those that it calls in turn speak of the driver's parameters already.
   *
   * @param own the index of the service's parameter
   * @return that of the driver's
   */
  int beginSetter(int own) {
    if (setters++ > 0) {
      return own;
    }
    index = own;
    return text.indexOf(own);
  }

  /** A setter ends. Returns the service's index; 0 if it was called by another setter. */
  int endSetter() {
    return setters > 0 && --setters == 0 ? index : 0;
  }

  /** Values of the filters were added to the batch. */
  void addBatch(List<FilteredText.Bound> values) {
    if (!batch.contains(values)) {
      batch.add(values);
    }
  }

  void clearBatch() {
    batch.clear();
  }

  /** Whether all of the batch was added with these values. */
  boolean batchHas(List<FilteredText.Bound> values) {
    return batch.isEmpty() || (batch.size() == 1 && batch.get(0).equals(values));
  }
}
