package dev.sluice.sql;

/**
 * What calling a function does besides computing its result from its arguments. Whether computing
 * it can fail is another matter, see {@link FunctionTable}: none of these says so but {@link
 * #SESSION} and {@link #EXTERNAL}, of which no function is total.
 */
enum FunctionEffect {
  /** Nothing. */
  PURE,
  /** Nothing; one result for many rows. */
  AGGREGATE,
  /** Tells of the catalog, the session or the server, not of rows of tables. */
  CATALOG,
  /** Tells how much room rows of tables take, and so of the lengths of their values. */
  ROOM,
  /**
   * Changes the session or takes a lock or time: settings, sequences set, advisory locks, sleep.
   */
  SESSION,
  /** Reaches files, the network, processes, other sessions, or runs SQL held in a value. */
  EXTERNAL
}
