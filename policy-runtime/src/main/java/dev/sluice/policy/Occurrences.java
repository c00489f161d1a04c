package dev.sluice.policy;

import java.util.Arrays;

/**
 * How often something happened to one caller within the last stretch of time, and until when the
 * caller is locked out for it. In constant space: time is cut into a dozen slots a window, and what
 * happened in a slot counts until all of it lies outside of the window. So there are never more
 * within a window than are allowed, and what happened is forgotten a twelfth of a window late at
 * most. Thread-safe; its lock is held for a few additions.
 */
final class Occurrences {
  private static final int SLOTS = 12;

  private final long slotMillis;
  private final int[] counts = new int[SLOTS + 1];
  private long current;
  private long total;
  private long lockedUntil;
  private long lastAsked;

  Occurrences(long windowMillis, long now) {
    this.slotMillis = (windowMillis + SLOTS - 1) / SLOTS;
    this.current = now / slotMillis;
    this.lockedUntil = now;
    this.lastAsked = now;
  }

  /** Notes one more unless that were more than allowed; whether it did. */
  synchronized boolean addUpTo(long most, long now) {
    forget(now);
    if (total >= most) {
      return false;
    }
    add();
    return true;
  }

  /** Notes one more; how many that makes. */
  synchronized long add(long now) {
    forget(now);
    add();
    return total;
  }

  /** Takes one back that was noted last. */
  synchronized void takeBack(long now) {
    forget(now);
    for (int back = 0; back <= SLOTS; back++) {
      int slot = slot(current - back);
      if (counts[slot] > 0) {
        counts[slot]--;
        total--;
        return;
      }
    }
  }

  synchronized long total(long now) {
    forget(now);
    return total;
  }

  /** Locks the caller out, and counts from zero afterwards. */
  synchronized void lock(long until) {
    lockedUntil = until;
    Arrays.fill(counts, 0);
    total = 0;
  }

  /** Ends a lock that was one too many; {@code before} refusals are counted again. */
  synchronized void unlock(long before, long now) {
    forget(now);
    lockedUntil = now;
    counts[slot(current)] += (int) before;
    total += before;
  }

  synchronized boolean isLocked(long now) {
    lastAsked = now;
    return now < lockedUntil;
  }

  /** Whether nothing is remembered that matters, because nothing happened for so long. */
  synchronized boolean isIdle(long now) {
    forget(now);
    return total == 0 && now >= lockedUntil && now - lastAsked > slotMillis;
  }

  private void add() {
    counts[slot(current)]++;
    total++;
  }

  private void forget(long now) {
    long slot = now / slotMillis;
    for (long next = Math.max(current + 1, slot - SLOTS); next <= slot; next++) {
      total -= counts[slot(next)];
      counts[slot(next)] = 0;
    }
    current = Math.max(current, slot);
  }

  private static int slot(long number) {
    return (int) Math.floorMod(number, (long) SLOTS + 1);
  }
}
