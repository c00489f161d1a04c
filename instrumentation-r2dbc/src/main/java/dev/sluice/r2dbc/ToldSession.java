package dev.sluice.r2dbc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * For whom the database was told that a connection's statements are done, as which role it does
 * them, and whose are under way: those of one caller may be at once, as a driver runs them in the
 * order in which they come; those of another wait until all of these have ended. Thread-safe.
 */
public final class ToldSession {
  private @Nullable Standing standing;
  private boolean told;

  /** Whether the database may hold something that it was told of a caller, or a role. */
  private boolean holds;

  /** The role that the session took; empty for its own, null if it may be any. */
  private @Nullable String role = "";

  /** Whether the session may have taken a role that it does not know it has given up. */
  private boolean tookRole;

  private long version;
  private int underWay;
  private Turn telling = Turn.first();
  private final Deque<Entry> waiting = new ArrayDeque<>();

  ToldSession() {}

  /** The statements of an execution. */
  public final class Entry {
    private final Standing of;
    private final CompletableFuture<Void> granted = new CompletableFuture<>();
    private boolean in;
    private boolean left;

    private Entry(Standing of) {
      this.of = of;
    }

    /** Completes when they may come; never fails. */
    public CompletableFuture<Void> granted() {
      return granted;
    }

    /** They have ended, or never will have come. Later calls do nothing. */
    public void leave() {
      for (Entry next : left(this)) {
        next.granted.complete(null);
      }
    }
  }

  /** An execution for a caller wants to come. */
  public Entry enter(Standing of) {
    Entry entry = new Entry(of);
    boolean now;
    synchronized (this) {
      now = underWay == 0 || of.equals(standing);
      if (now) {
        admit(entry);
      } else {
        waiting.add(entry);
      }
    }
    if (now) {
      entry.granted.complete(null);
    }
    return entry;
  }

  private void admit(Entry entry) {
    if (!entry.of.equals(standing)) {
      standing = entry.of;
      told = false;
      version++;
    }
    entry.in = true;
    underWay++;
  }

  private synchronized List<Entry> left(Entry entry) {
    List<Entry> next = new ArrayList<>();
    if (entry.left) {
      return next;
    }
    entry.left = true;
    if (!entry.in) {
      waiting.remove(entry);
      return next;
    }
    underWay--;
    Entry first = underWay == 0 ? waiting.peek() : null;
    if (first != null) {
      for (Entry each : waiting) {
        if (each.of.equals(first.of)) {
          next.add(each);
        }
      }
      waiting.removeAll(next);
      next.forEach(this::admit);
    }
    return next;
  }

  /**
   * A turn to tell the database something and to send what is done for whom it was told: one after
   * the other, so that nothing of another execution comes between.
   */
  public synchronized Turn turn() {
    telling = telling.next();
    return telling;
  }

  /** Whether the database knows for whom those are done that are under way. */
  public synchronized boolean isTold() {
    return told;
  }

  /** The database is about to be told for whom those are done that are under way. */
  public synchronized void tells(Standing of) {
    holds |= !of.isService();
  }

  /** The role that the session took for a caller; empty for its own, null if it may be any. */
  public synchronized @Nullable String role() {
    return role;
  }

  /** Whether the session may have taken a role that it does not know it has given up. */
  public synchronized boolean tookRole() {
    return tookRole;
  }

  /**
   * The session is about to take a role, or to go back to its own.
   *
   * @return what {@link #took} has to be given
   */
  public synchronized long takes() {
    holds = true;
    tookRole = true;
    role = null;
    told = false;
    return version;
  }

  /** The session has a role, unless that may hold no more. */
  public synchronized void took(String name, long since) {
    if (since == version) {
      role = name;
    }
  }

  /** Whether the database may hold something of a caller. */
  public synchronized boolean holds() {
    return holds;
  }

  /** What was told of callers was taken back. */
  public synchronized void tookBack() {
    forget();
    holds = false;
    tookRole = false;
    role = "";
  }

  /** What {@link #told} has to be given, taken before the database is told. */
  public synchronized long version() {
    return version;
  }

  /**
   * The database was told for whom those are done that are under way.
   *
   * @return false if that may hold no more, and it must be told again
   */
  public synchronized boolean told(long since) {
    told |= since == version;
    return since == version;
  }

  /**
   * Something is about to be sent after which what was told may hold no more: nor does what is told
   * before that.
   */
  public synchronized void forget() {
    doubt();
    version++;
  }

  /** What may have undone what was told has ended, so that the next statement tells it again. */
  synchronized void doubt() {
    told = false;
    if (tookRole) {
      role = null;
    }
  }
}
