package dev.sluice.jdbc;

import dev.sluice.catalog.CatalogReader;
import dev.sluice.catalog.IrrevocableTables;
import dev.sluice.gate.Failures;
import dev.sluice.gate.OwnWork;
import dev.sluice.policy.Database;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.TableCatalog;
import dev.sluice.sql.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the tables of one physical database. Read once through a fresh connection before
 * the service gets it; read again, through a connection of Sluice's own, after a DDL statement went
 * by, after a time, or when a statement names a table that is not known. Never reads through a
 * connection that the service is using: that could change its transaction. Thread-safe.
 */
final class DatabaseCatalog {
  private static final long WAIT_FOR_REFRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_MISSED_NAMES = 1_000;

  private final Database database;
  private final Failures failures;
  private final Executor background;
  private final long maxAgeNanos;

  private volatile Catalog current = Catalog.EMPTY;
  private volatile IrrevocableTables irrevocable = IrrevocableTables.NONE;
  private volatile @Nullable Opener opener;
  private volatile @Nullable CompletableFuture<Void> refresh;
  private volatile long readAt;
  private volatile boolean read;
  private final AtomicInteger readings = new AtomicInteger();
  private boolean changedMeanwhile;
  private final Set<TableName> missedNames = ConcurrentHashMap.newKeySet();

  DatabaseCatalog(Database database, Failures failures, Executor background, long maxAgeNanos) {
    this.database = database;
    this.failures = failures;
    this.background = background;
    this.maxAgeNanos = maxAgeNanos;
  }

  /** Opens a connection as the service did; null once that cannot be done any more. */
  @FunctionalInterface
  interface Opener {
    @Nullable Connection open() throws SQLException;
  }

  /**
   * The catalog to read a statement with; waits a moment for one that is being read, and for one
   * that is to be read after it since more has changed meanwhile.
   */
  Catalog current() {
    CompletableFuture<Void> running = refresh;
    if (running == null) {
      if (read && System.nanoTime() - readAt > maxAgeNanos) {
        requestRefresh();
      }
      return current;
    }
    long end = System.nanoTime() + WAIT_FOR_REFRESH_NANOS;
    while (running != null && await(running, end - System.nanoTime())) {
      running = refresh;
    }
    return current;
  }

  /** The tables whose changes no rollback takes back. */
  IrrevocableTables irrevocable() {
    return irrevocable;
  }

  /** How often the catalog was read, changed or not. */
  int reading() {
    return readings.get();
  }

  /** Takes note of how to open further connections. */
  void openWith(Opener opener) {
    this.opener = opener;
  }

  /** Reads the catalog through a connection that the service does not have yet, once. */
  void readThrough(Connection fresh) {
    if (!read) {
      synchronized (this) {
        if (!read) {
          read(fresh);
        }
      }
    }
  }

  /** A statement that may have changed tables went by. */
  void changed() {
    requestRefresh();
  }

  /**
   * A statement was not understood. If it names a table that is not in the catalog, the catalog is
   * read again; for each name once, or a statement that is never understood would have it read for
   * ever.
   */
  void missed(Set<TableName> tables) {
    Catalog catalog = current;
    for (TableName table : tables) {
      if (catalog.find(table.schema(), table.name()) == null
          && missedNames.size() < MOST_MISSED_NAMES
          && missedNames.add(table)) {
        requestRefresh();
      }
    }
  }

  private void requestRefresh() {
    Opener open = opener;
    if (open == null) {
      return;
    }
    synchronized (this) {
      if (refresh != null) {
        changedMeanwhile = true;
        return;
      }
      CompletableFuture<Void> done = new CompletableFuture<>();
      refresh = done;
      try {
        background.execute(() -> refresh(open, done));
      } catch (RuntimeException rejected) {
        refresh = null;
        failures.count(
            "catalog.refresh", "the catalog of " + name() + " is not refreshed", rejected);
      }
    }
  }

  private void refresh(Opener open, CompletableFuture<Void> done) {
    try (OwnWork work = OwnWork.begin();
        Connection connection = open.open()) {
      if (connection != null) {
        read(connection);
      }
    } catch (SQLException | RuntimeException | LinkageError problem) {
      readAt = System.nanoTime();
      failures.count("catalog.refresh", "cannot open a connection to " + name(), problem);
    } finally {
      boolean again;
      synchronized (this) {
        refresh = null;
        again = changedMeanwhile;
        changedMeanwhile = false;
      }
      if (again) {
        requestRefresh();
      }
      done.complete(null);
    }
  }

  private void read(Connection connection) {
    try (OwnWork work = OwnWork.begin()) {
      CatalogReader reader = CatalogQueries.readAll(connection, database.dialect());
      if (reader != null) {
        irrevocable = reader.irrevocable();
        TableCatalog fresh = reader.catalog();
        if (!fresh.equals(current)) {
          current = fresh;
        }
      }
    } catch (SQLException | RuntimeException | LinkageError problem) {
      failures.count(
          "catalog.read",
          "cannot read the tables of "
              + name()
              + ": statements whose columns are not clear without them are refused to callers under"
              + " a restriction",
          problem);
    } finally {
      read = true;
      readAt = System.nanoTime();
      readings.incrementAndGet();
    }
  }

  private String name() {
    return database.host() + "/" + database.name();
  }

  /** Whether it came to its end within so many nanoseconds. */
  private boolean await(CompletableFuture<Void> running, long nanos) {
    try {
      running.get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      failures.count(
          "catalog.wait", "the tables of " + name() + " are being read too slowly", null);
    }
    return false;
  }
}
