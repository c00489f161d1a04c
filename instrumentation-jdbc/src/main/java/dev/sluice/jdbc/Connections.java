package dev.sluice.jdbc;

import dev.sluice.catalog.SessionQuestion;
import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Database;
import dev.sluice.weak.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Knows where each connection leads: learned when it is made, else asked of it. Thread-safe. */
final class Connections {
  private static final long CATALOG_AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final int MOST_LAYERS = 8;
  private static final int MOST_STARTS = 500;

  private final WeakIdentityMap<Connection, Session> known = new WeakIdentityMap<>();
  private final ConcurrentMap<Database, ConnectionInfo> databases = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, SessionStart> starts = new ConcurrentHashMap<>();
  private final ConnectionInfo nowhere;
  private final Failures failures;
  private final Executor background;

  Connections(Failures failures, Executor background) {
    this.failures = failures;
    this.background = background;
    this.nowhere = info(JdbcUrl.parse(null, ""));
  }

  /** A driver made a connection: its catalog is read through it if nobody has read it yet. */
  void connected(
      Driver driver, Connection connection, String url, @Nullable Properties properties) {
    Session session = known.get(connection);
    if (session != null && session.isFollowed()) {
      return;
    }
    // MySQL's driver runs statements while it connects, by which its connection was met
    String user = properties == null ? "" : properties.getProperty("user", "");
    ConnectionInfo info = info(JdbcUrl.parse(url, user));
    info.catalog().openWith(through(driver, url, properties));
    info.catalog().readThrough(connection);
    known.put(connection, new Session(info, start(info, connection, key(url, properties))));
  }

  /**
   * A data source handed out a connection. If no driver's {@code connect} was seen to make it, its
   * catalog is read through it, but only if it cannot be inside a transaction.
   */
  void obtained(DataSource source, Connection connection) throws SQLException {
    if (known.get(connection) != null) {
      return;
    }
    if (behind(connection) != null) {
      return;
    }
    ConnectionInfo info = ask(connection);
    Session session = met(info);
    if (!info.database().dialect().isGeneric() && connection.getAutoCommit()) {
      info.catalog().openWith(through(source));
      info.catalog().readThrough(connection);
      SessionStart start = askStart(info, connection);
      session = new Session(info, start);
    }
    known.put(connection, session);
  }

  /** A session that was met when it was under way. */
  private static Session met(ConnectionInfo info) {
    return new Session(info, SessionStart.UNKNOWN);
  }

  /**
   * What a new session begins with. Connections that are opened in the same way begin alike, so
   * that only the first is asked: until the catalog is read again, as what the server gives a
   * session may change.
   */
  private SessionStart start(ConnectionInfo info, Connection fresh, String key) {
    String current = key + info.catalog().reading();
    SessionStart start = starts.get(current);
    if (start == null) {
      start = askStart(info, fresh);
      if (!start.equals(SessionStart.UNKNOWN)) {
        if (starts.size() >= MOST_STARTS) {
          starts.clear();
        }
        starts.put(current, start);
      }
    }
    return start;
  }

  private SessionStart askStart(ConnectionInfo info, Connection fresh) {
    try (OwnWork work = OwnWork.begin()) {
      SessionQuestion.@Nullable Answer answer =
          SessionQueries.ask(fresh, info.database().dialect());
      return answer == null ? SessionStart.UNKNOWN : SessionStart.of(answer);
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.ask", "a new session does not tell of itself", problem);
      return SessionStart.UNKNOWN;
    }
  }

  /** All that a connection was opened with but its password. */
  private static String key(String url, @Nullable Properties properties) {
    StringBuilder key = new StringBuilder(url);
    if (properties != null) {
      for (String name : new TreeSet<>(properties.stringPropertyNames())) {
        if (!name.equals("password")) {
          key.append('\n').append(name).append('=').append(properties.getProperty(name));
        }
      }
    }
    return key.append('\n').toString();
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
  Session of(Statement statement) {
    try {
      return of(statement.getConnection());
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.connection", "cannot tell where a connection leads", problem);
      return unknown();
    }
  }

  /** The session of a connection. Never throws: what is not known is an unknown database. */
  Session of(@Nullable Connection connection) {
    if (connection == null) {
      return unknown();
    }
    try {
      Session session = known.get(connection);
      if (session == null) {
        session = behind(connection);
        if (session == null) {
          session = met(ask(connection));
        }
        known.put(connection, session);
      }
      return session;
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.connection", "cannot tell where a connection leads", problem);
      return unknown();
    }
  }

  /**
   * The session of a connection whose state was changed by a method; null if nothing is known of it
   * that could be wrong now. Never throws.
   */
  @Nullable Session changed(Connection connection) {
    Session session = known.get(connection);
    if (session != null) {
      return session;
    }
    try {
      DatabaseMetaData metaData = connection.getMetaData();
      // MySQL's driver puts a proxy before a connection to several hosts
      Connection shown = metaData == null ? null : metaData.getConnection();
      return shown == null ? null : known.get(shown);
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.connection", "cannot tell where a connection leads", problem);
      return null;
    }
  }

  /** The session of the connection that a pool's or another wrapper's connection passes on to. */
  private @Nullable Session behind(Connection wrapper) throws SQLException {
    Connection current = wrapper;
    for (int layer = 0; layer < MOST_LAYERS; layer++) {
      Connection inner = inner(current);
      if (inner == null) {
        return null;
      }
      Session session = known.get(inner);
      if (session != null) {
        return session;
      }
      current = inner;
    }
    return null;
  }

  @SuppressWarnings("ReferenceEquality") // a driver's connection unwraps to itself
  private static @Nullable Connection inner(Connection connection) throws SQLException {
    if (!connection.isWrapperFor(Connection.class)) {
      return null;
    }
    Connection inner = connection.unwrap(Connection.class);
    return inner == connection ? null : inner;
  }

  /** All databases to which a connection was seen, and the one of which nothing is known. */
  Iterable<Database> databases() {
    return databases.keySet();
  }

  /** A session of which nothing is known. */
  Session unknown() {
    return met(nowhere);
  }

  /** The session of a connection, if it is known. */
  @Nullable Session known(Connection connection) {
    return known.get(connection);
  }

  /**
   * A connection was closed; that of MariaDB's own pool only went back to it, with its session. Of
   * one that does not tell the session is forgotten.
   */
  void closed(Connection connection) {
    try {
      if (!connection.isClosed()) {
        return;
      }
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count("jdbc.closed", "a connection does not tell whether it is closed", problem);
    }
    known.remove(connection);
  }

  /** Most drivers answer both questions from memory; MySQL's asks its server who the user is. */
  private ConnectionInfo ask(Connection connection) throws SQLException {
    try (OwnWork work = OwnWork.begin()) {
      var metaData = connection.getMetaData();
      if (metaData == null) {
        return nowhere;
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
