package dev.sluice.sql;

import java.util.List;

/** What a {@link RowCondition} can ask of a caller. */
@FunctionalInterface
public interface CallerValues {
  /**
   * The values at a path of {@link RowCondition.Operand.OfCaller}; empty if the caller has none.
   */
  List<String> of(String path);
}
