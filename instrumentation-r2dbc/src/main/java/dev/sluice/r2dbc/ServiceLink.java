package dev.sluice.r2dbc;

/**
 * What is done with a service's own types, of which Sluice's classes see none: made once for each
 * class loader of a driver. All publishers are of the kind that they stand for: a {@code Mono} for
 * a {@code Mono}, else a {@code Flux}. Thread-safe.
 */
public interface ServiceLink {
  /** An execution that is decided at each subscription, in place of the driver's. */
  Object execution(Object publisher, StatementCall call);

  /**
   * What is read of a result, so that it is known when it ends.
   *
   * @param counts whether it is a number of changed rows
   */
  Object consumption(Object publisher, Object result, Execution execution, boolean counts);

  /** Connections that are known before the service gets them. */
  Object connections(Object publisher, Object factory);

  /** Connections of a pool, which work for whoever takes them. */
  Object taken(Object publisher);

  /**
   * The return of a connection to its pool, before which what was told of callers is taken back.
   */
  Object released(Object publisher, Session session);

  /** A publisher that does something to a session. */
  Object following(Object publisher, Session session, SessionCall call);

  /** A publisher whose subscriptions are refused to callers under a restriction. */
  Object ungoverned(Object publisher, Session session, String way);

  /** Whether a connection may be inside a transaction. */
  boolean inTransaction(Object connection);

  /** Whether the time that a connection's statements take can be limited. */
  boolean limitsTime(Object connection);

  /** Whether rows of a connection's statements can be held until all of them were counted. */
  boolean holdsRows(Object connection);

  /** A parameter of which R2DBC's own type is taken off, if it has one. */
  Binding plain(Binding binding);

  /** Reads a factory's tables through a connection of its own, without waiting for it. */
  void read(Object factory, Factory known);
}
