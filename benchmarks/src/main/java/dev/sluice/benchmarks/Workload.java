package dev.sluice.benchmarks;

import java.sql.SQLException;

/** Work on one connection. Used by one thread. */
interface Workload extends AutoCloseable {
  /**
   * Does one operation.
   *
   * @return a number made of all that was read, so that no reading can be optimised away
   */
  long once() throws SQLException;

  /** Undoes what the operations left behind, so that the next round finds what this one found. */
  @Override
  void close() throws SQLException;
}
