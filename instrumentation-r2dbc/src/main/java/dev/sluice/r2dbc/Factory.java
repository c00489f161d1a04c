package dev.sluice.r2dbc;

import dev.sluice.catalog.KeptCatalog;
import dev.sluice.catalog.SessionStart;
import dev.sluice.policy.Database;

/**
 * What is known of a connection factory of a driver: all of its connections lead to one database,
 * and begin alike until its tables are read again. Thread-safe.
 */
public final class Factory {
  private final Database database;
  private final KeptCatalog catalog;
  private final boolean keepsPrepared;
  private volatile Start start = new Start(SessionStart.UNKNOWN, -1);

  /**
   * How sessions begin.
   *
   * @param reading how often the catalog had been read when one was asked
   */
  private record Start(SessionStart start, int reading) {}

  /**
   * A factory that has made no connection yet.
   *
   * @param keepsPrepared whether its connections keep what they prepared, with the meaning that
   *     names had then
   */
  Factory(Database database, KeptCatalog catalog, boolean keepsPrepared) {
    this.database = database;
    this.catalog = catalog;
    this.keepsPrepared = keepsPrepared;
  }

  boolean keepsPrepared() {
    return keepsPrepared;
  }

  /** Where its connections lead. */
  public Database database() {
    return database;
  }

  public KeptCatalog catalog() {
    return catalog;
  }

  /** Whether a new session has to be asked how it begins. */
  public boolean asksStart() {
    Start known = start;
    return known.reading() != catalog.readings() || known.start().equals(SessionStart.UNKNOWN);
  }

  /** A new session has told how it begins. */
  public void start(SessionStart told) {
    start = new Start(told, catalog.readings());
  }

  /** How a new session begins. */
  public SessionStart start() {
    return start.start();
  }
}
