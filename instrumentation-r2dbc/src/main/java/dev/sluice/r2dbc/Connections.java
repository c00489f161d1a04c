package dev.sluice.r2dbc;

import dev.sluice.catalog.KeptCatalog;
import dev.sluice.catalog.SessionStart;
import dev.sluice.gate.Failures;
import dev.sluice.policy.Database;
import dev.sluice.weak.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Knows where each connection of a driver leads: learned when it is made. Thread-safe. */
final class Connections {
  private static final long CATALOG_AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final WeakIdentityMap<Object, Session> sessions = new WeakIdentityMap<>();
  private final WeakIdentityMap<Object, Session> above = new WeakIdentityMap<>();
  private final WeakIdentityMap<Object, Factory> factories = new WeakIdentityMap<>();
  private final ConcurrentMap<Database, KeptCatalog> catalogs = new ConcurrentHashMap<>();
  private final Databases databases;
  private final Failures failures;
  private final Executor background;
  private final Factory nowhere;

  Connections(Failures failures, Executor background) {
    this.databases = new Databases(failures);
    this.failures = failures;
    this.background = background;
    this.nowhere = new Factory(Databases.UNKNOWN, catalog(Databases.UNKNOWN), true);
  }

  private KeptCatalog catalog(Database database) {
    return catalogs.computeIfAbsent(database, key -> new KeptCatalog(CATALOG_AGE_NANOS));
  }

  /** What is known of a factory, of which a connection was just made. */
  Factory factory(Object factory, Object connection, ServiceLink link) {
    Factory known = factories.get(factory);
    if (known == null) {
      Database database = databases.of(factory, connection);
      known = new Factory(database, catalog(database), databases.keepsPrepared(factory, database));
      factories.put(factory, known);
    }
    known.catalog().readBy(reader(factory, known, link));
    return known;
  }

  /** Holds the service's objects weakly: a catalog outlives the application that it is read by. */
  private KeptCatalog.Reader reader(Object factory, Factory known, ServiceLink link) {
    WeakReference<Object> weakFactory = new WeakReference<>(factory);
    WeakReference<ServiceLink> weakLink = new WeakReference<>(link);
    return () -> {
      try {
        background.execute(
            () -> {
              Object alive = weakFactory.get();
              ServiceLink through = weakLink.get();
              if (alive == null || through == null) {
                known.catalog().failed();
              } else {
                read(alive, known, through);
              }
            });
      } catch (RuntimeException rejected) {
        failures.count("r2dbc.refresh", "the tables of a database are not read again", rejected);
        known.catalog().failed();
      }
    };
  }

  private void read(Object factory, Factory known, ServiceLink link) {
    try {
      link.read(factory, known);
    } catch (RuntimeException | LinkageError problem) {
      failures.count("r2dbc.refresh", "the tables of a database are not read again", problem);
      known.catalog().failed();
    }
  }

  /** A factory's connection is handed to the service. */
  void connected(Object connection, Factory factory, ServiceLink link) {
    sessions.put(connection, new Session(factory, factory.start(), link, connection, failures));
  }

  /** The session of a connection; of one that was not seen when it was made nothing is known. */
  Session of(Object connection) {
    Session session = sessions.get(connection);
    return session == null ? unknown() : session;
  }

  /** The session of a connection, if it is known. */
  @Nullable Session known(Object connection) {
    return sessions.get(connection);
  }

  /** Something passes on to the connection of a session. */
  void above(Object layer, Session session) {
    above.put(layer, session);
  }

  /** The session of a connection, or of what passes on to it, if it is known. */
  @Nullable Session below(Object layer) {
    Session session = sessions.get(layer);
    return session == null ? above.get(layer) : session;
  }

  /** A session of which nothing is known. */
  Session unknown() {
    return new Session(nowhere, SessionStart.UNKNOWN, null, null, failures);
  }
}
