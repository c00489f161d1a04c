package dev.sluice.jdbc;

import dev.sluice.gate.OwnWork;
import dev.sluice.sql.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The methods of a connection that end a transaction or change the session. */
enum ConnectionCall {
  COMMIT {
    @Override
    void note(Session session, Connection connection, @Nullable Object argument) {
      session.committed();
    }
  },
  ROLLBACK {
    @Override
    void note(Session session, Connection connection, @Nullable Object argument) {
      if (argument == null) {
        session.rolledBack();
      } else {
        session.rolledBackToSavepoint();
      }
    }
  },
  /** To switch it on commits (JDBC 4.3, 10.1.1). */
  AUTO_COMMIT {
    @Override
    void note(Session session, Connection connection, @Nullable Object argument) {
      if (Boolean.TRUE.equals(argument)) {
        session.committed();
      }
    }
  },
  SCHEMA {
    @Override
    void note(Session session, Connection connection, @Nullable Object argument)
        throws SQLException {
      switch (session.database().dialect()) {
        case POSTGRESQL,
            ORACLE,
            SQLSERVER,
            ANSI -> {} // PostgreSQL's driver sends a statement, seen as such
        case H2 -> session.schemaChosen((String) argument);
        case MYSQL, MARIADB -> session.schemaChosen(currentDatabase(connection));
      }
    }
  },
  CATALOG {
    @Override
    void note(Session session, Connection connection, @Nullable Object argument)
        throws SQLException {
      Dialect dialect = session.database().dialect();
      if (dialect.schemaIsDatabase()) {
        session.schemaChosen(currentDatabase(connection));
      }
    }
  },
  /** What the drivers of MySQL and MariaDB offer to start afresh, or as somebody else. */
  RESET {
    @Override
    void note(Session session, Connection connection, @Nullable Object argument) {
      session.unknown();
    }
  };

  private static final Map<String, ConnectionCall> BY_METHOD =
      Map.of(
          "commit", COMMIT,
          "rollback", ROLLBACK,
          "setAutoCommit", AUTO_COMMIT,
          "setSchema", SCHEMA,
          "setCatalog", CATALOG,
          "changeUser", RESET,
          "resetServerState", RESET,
          "reset", RESET);

  /** The names of the methods. */
  static String[] methods() {
    return BY_METHOD.keySet().toArray(String[]::new);
  }

  /** The call of a method. */
  static ConnectionCall of(String method) {
    ConnectionCall call = BY_METHOD.get(method);
    if (call == null) {
      throw new IllegalArgumentException("no method that is followed: " + method);
    }
    return call;
  }

  /** Takes note of a call that returned. */
  abstract void note(Session session, Connection connection, @Nullable Object argument)
      throws SQLException;

  /**
   * MySQL's database is what JDBC calls a catalog or a schema, by a setting of the driver: the
   * other of the two methods does nothing. The drivers answer from memory.
   */
  private static @Nullable String currentDatabase(Connection connection) throws SQLException {
    try (OwnWork work = OwnWork.begin()) {
      String schema = connection.getSchema();
      return schema == null ? connection.getCatalog() : schema;
    }
  }
}
