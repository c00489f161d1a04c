package dev.sluice.r2dbc.linked;

import io.r2dbc.spi.Connection;
import java.lang.reflect.Method;

/** Tells whether a connection is inside a transaction. */
final class Transactions {
  private static final String MARIADB = "org.mariadb.r2dbc.";

  private Transactions() {}

  /**
   * Whether a transaction is under way. What a connection to MariaDB says of autocommit is the
   * session's setting, which a transaction leaves as it is.
   *
   * @throws IllegalStateException if a driver does not tell
   */
  static boolean isUnderWay(Connection connection) {
    if (!connection.isAutoCommit()) {
      return true;
    }
    if (!connection.getClass().getName().startsWith(MARIADB)) {
      return false;
    }
    try {
      Method tells = connection.getClass().getMethod("isInTransaction");
      tells.setAccessible(true);
      return Boolean.TRUE.equals(tells.invoke(connection));
    } catch (ReflectiveOperationException other) {
      throw new IllegalStateException("a version of r2dbc-mariadb that is not known", other);
    }
  }
}
