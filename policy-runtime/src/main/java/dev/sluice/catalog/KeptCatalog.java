package dev.sluice.catalog;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.TableCatalog;
import dev.sluice.sql.TableName;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the tables of one physical database, and when it is to be read again: after a
 * DDL statement went by, after a time, or when a statement names a table that is not known. Never
 * blocks: who must not read a statement with what is old waits for {@link #reading}. Thread-safe.
 */
public final class KeptCatalog {
  private static final int MOST_MISSED_NAMES = 1_000;

  private final long maxAgeNanos;
  private final Set<TableName> missedNames = ConcurrentHashMap.newKeySet();
  private final AtomicInteger readings = new AtomicInteger();

  private volatile Catalog current = Catalog.EMPTY;
  private volatile IrrevocableTables irrevocable = IrrevocableTables.NONE;
  private volatile @Nullable Reader reader;
  private volatile @Nullable CompletableFuture<Void> reading;
  private volatile boolean read;
  private volatile long readAt;
  private boolean changedMeanwhile;

  /**
   * A catalog that nobody has read yet.
   *
   * @param maxAgeNanos after which time it is read again
   */
  public KeptCatalog(long maxAgeNanos) {
    this.maxAgeNanos = maxAgeNanos;
  }

  /** Reads the catalog through a connection that nobody else uses. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Begins to read, without waiting, and in the end calls {@link #took} or {@link #failed}, once.
     */
    void begin();
  }

  /** Takes note of how to read it again. */
  public void readBy(Reader next) {
    reader = next;
  }

  /** What is known now. Has it read again if that is too long ago. */
  public Catalog current() {
    if (reading == null && read && System.nanoTime() - readAt > maxAgeNanos) {
      changed();
    }
    return current;
  }

  /** Completes when what is being read is there; null if nothing is being read. Never fails. */
  public @Nullable CompletableFuture<Void> reading() {
    return reading;
  }

  /** How often it was read, changed or not. */
  public int readings() {
    return readings.get();
  }

  /**
   * Whether nobody has read it or is reading it: then the one who asked is the one to do so, and
   * must end with {@link #took} or {@link #failed}.
   */
  public boolean beginFirst() {
    if (read || reading != null) {
      return false;
    }
    synchronized (this) {
      if (read || reading != null) {
        return false;
      }
      reading = new CompletableFuture<>();
      return true;
    }
  }

  /** It was read; null for a dialect whose catalog is not read. */
  public void took(@Nullable CatalogReader reader) {
    if (reader != null) {
      TableCatalog fresh = reader.catalog();
      irrevocable = reader.irrevocable();
      if (!fresh.equals(current)) {
        current = fresh;
      }
    }
    ended();
  }

  /** The tables whose changes no rollback takes back. */
  public IrrevocableTables irrevocable() {
    return irrevocable;
  }

  /** It could not be read: what was known before stays. */
  public void failed() {
    ended();
  }

  private void ended() {
    CompletableFuture<Void> done;
    boolean again;
    synchronized (this) {
      read = true;
      readAt = System.nanoTime();
      readings.incrementAndGet();
      done = reading;
      reading = null;
      again = changedMeanwhile;
      changedMeanwhile = false;
    }
    if (again) {
      changed();
    }
    if (done != null) {
      done.complete(null);
    }
  }

  /** Tables may have changed. */
  public void changed() {
    Reader next = reader;
    if (next == null) {
      return;
    }
    synchronized (this) {
      if (reading != null) {
        changedMeanwhile = true;
        return;
      }
      reading = new CompletableFuture<>();
    }
    next.begin();
  }

  /**
   * A statement was not understood. If it names a table that is not in the catalog, the catalog is
   * read again; for each name once, or a statement that is never understood would have it read for
   * ever.
   */
  public void missed(Set<TableName> tables) {
    Catalog catalog = current;
    for (TableName table : tables) {
      if (catalog.find(table.schema(), table.name()) == null
          && missedNames.size() < MOST_MISSED_NAMES
          && missedNames.add(table)) {
        changed();
      }
    }
  }
}
