package dev.sluice.agent.service;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * An object of a driver on which each method is tried.
 *
 * @param source opens the connections that the object is made over
 * @param alone whether a connection serves one call only, as calls may leave it unusable
 * @param transaction whether all happens in a transaction that is rolled back
 * @param columns labels of the columns, or names of the parameters, to ask for
 * @param maker makes the object anew
 */
record Subject(
    String name,
    Source source,
    boolean alone,
    boolean transaction,
    List<String> columns,
    Maker maker) {
  /** Opens a connection. */
  interface Source {
    Connection open() throws SQLException;
  }

  /** Makes an object over a connection. */
  interface Maker {
    /**
     * Makes it.
     *
     * @param as does what is to be done by the caller who will use the object
     */
    Object make(Connection connection, As as) throws Exception;
  }

  /** In whose name something is done. */
  interface As {
    @Nullable Object run(Callable<? extends @Nullable Object> work) throws Exception;
  }

  static Subject of(String name, String url, Maker maker) {
    return new Subject(
        name, () -> DriverManager.getConnection(url), false, false, List.of(), maker);
  }

  Subject unshared() {
    return new Subject(name, source, true, transaction, columns, maker);
  }

  Subject inTransaction() {
    return new Subject(name, source, true, true, columns, maker);
  }

  Subject from(Source other) {
    return new Subject(name, other, alone, transaction, columns, maker);
  }

  Subject columns(String... labels) {
    return new Subject(name, source, alone, transaction, List.of(labels), maker);
  }
}
