package dev.sluice.jdbc;

import dev.sluice.gate.Failures;
import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import dev.sluice.weak.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Knows where each connection leads: learned when it is made, else asked of it. Thread-safe. */
final class Connections {
  private static final long CATALOG_AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final WeakIdentityMap<Connection, ConnectionInfo> known = new WeakIdentityMap<>();
  private final ConcurrentMap<Database, ConnectionInfo> databases = new ConcurrentHashMap<>();
  private final ConnectionInfo unknown;
  private final Failures failures;
  private final Executor background;

  Connections(Failures failures, Executor background) {
    this.failures = failures;
    this.background = background;
    this.unknown = info(JdbcUrl.parse(null, ""));
  }

  /** A driver made a connection: its catalog is read through it if nobody has read it yet. */
  void connected(
      Driver driver, Connection connection, String url, @Nullable Properties properties) {
    if (known.get(connection) != null) {
      return;
    }
    String user = properties == null ? "" : properties.getProperty("user", "");
    ConnectionInfo info = info(JdbcUrl.parse(url, user));
    known.put(connection, info);
    info.catalog().openWith(through(driver, url, properties));
    info.catalog().readThrough(connection);
  }

  /**
   * A data source handed out a connection. If no driver's {@code connect} was seen to make it, its
   * catalog is read through it, but only if it cannot be inside a transaction.
   */
  void obtained(DataSource source, Connection connection) throws SQLException {
    if (known.get(connection) != null) {
      return;
    }
    ConnectionInfo info = ask(connection);
    known.put(connection, info);
    if (info.database().dialect() != Dialect.ANSI && connection.getAutoCommit()) {
      info.catalog().openWith(through(source));
      info.catalog().readThrough(connection);
    }
  }

  /** Holds the driver weakly: a catalog outlives the application that its driver came with. */
  private static DatabaseCatalog.Opener through(
      Driver driver, String url, @Nullable Properties properties) {
    WeakReference<Driver> weak = new WeakReference<>(driver);
    return () -> {
      Driver alive = weak.get();
      return alive == null ? null : alive.connect(url, properties);
    };
  }

  private static DatabaseCatalog.Opener through(DataSource source) {
    WeakReference<DataSource> weak = new WeakReference<>(source);
    return () -> {
      DataSource alive = weak.get();
      return alive == null ? null : alive.getConnection();
    };
  }

  /**
   * Where a statement's connection leads. Never throws: what is not known is an unknown database.
   */
  ConnectionInfo of(Statement statement) {
    try {
      return of(statement.getConnection());
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.connection", "cannot tell where a connection leads", problem);
      return unknown;
    }
  }

  /** Where a connection leads. Never throws: what is not known is an unknown database. */
  ConnectionInfo of(@Nullable Connection connection) {
    if (connection == null) {
      return unknown;
    }
    try {
      ConnectionInfo info = known.get(connection);
      if (info == null) {
        info = ask(connection);
        known.put(connection, info);
      }
      return info;
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.connection", "cannot tell where a connection leads", problem);
      return unknown;
    }
  }

  /** All databases to which a connection was seen, and the one of which nothing is known. */
  Iterable<Database> databases() {
    return databases.keySet();
  }

  /** A database of which nothing is known. */
  ConnectionInfo unknown() {
    return unknown;
  }

  void closed(Connection connection) {
    known.remove(connection);
  }

  /** Most drivers answer both questions from memory; MySQL's asks its server who the user is. */
  private ConnectionInfo ask(Connection connection) throws SQLException {
    try (OwnWork work = OwnWork.begin()) {
      var metaData = connection.getMetaData();
      if (metaData == null) {
        return unknown;
      }
      String user = metaData.getUserName();
      return info(JdbcUrl.parse(metaData.getURL(), user == null ? "" : withoutHost(user)));
    }
  }

  /** MySQL's drivers answer {@code user@host}. */
  private static String withoutHost(String user) {
    int at = user.indexOf('@');
    return at < 0 ? user : user.substring(0, at);
  }

  private ConnectionInfo info(Database database) {
    return databases.computeIfAbsent(
        database,
        key ->
            new ConnectionInfo(
                key, new DatabaseCatalog(key, failures, background, CATALOG_AGE_NANOS)));
  }
}
