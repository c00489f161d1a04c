package dev.sluice.policy;

import dev.sluice.detect.Kind;
import dev.sluice.detect.Sighting;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many values of a column were looked at, and what was seen. Numbers that only look likely tell
 * of a column when several of them are a good part of all: one number in forty-five passes for one
 * of a card. Thread-safe, without a lock.
 */
final class ColumnMemory {
  /** So many values of a column are all looked at, before the service gets them. */
  static final int LOOKED_AT_FIRST = 100;

  /** Of later ones, one in so many, */
  static final int THEN_ONE_IN = 64;

  /** and once so many were looked at, */
  static final int WELL_KNOWN = 500;

  /** one in so many. */
  static final int AT_LAST_ONE_IN = 512;

  private static final int LEAST_LIKELY = 3;
  private static final int LEAST_SHARE = 4;

  private final AtomicInteger looked = new AtomicInteger();
  private final Map<Kind, AtomicInteger> likely = new ConcurrentHashMap<>();

  /** Of how many values one is to be looked at. */
  int oneIn() {
    int count = looked.get();
    if (count < LOOKED_AT_FIRST) {
      return 1;
    }
    return count < WELL_KNOWN ? THEN_ONE_IN : AT_LAST_ONE_IN;
  }

  /**
   * Notes what was seen in one more value.
   *
   * @return the kinds that the column now turns out to be of
   */
  Set<Kind> note(Sighting sighting) {
    int all = looked.incrementAndGet();
    if (all < 0) {
      looked.set(WELL_KNOWN);
    }
    if (sighting.isEmpty()) {
      return Set.of();
    }
    Set<Kind> telling = EnumSet.noneOf(Kind.class);
    telling.addAll(sighting.certain());
    for (Kind kind : sighting.likely()) {
      int count = likely.computeIfAbsent(kind, key -> new AtomicInteger()).incrementAndGet();
      if (count >= LEAST_LIKELY && count >= all / LEAST_SHARE) {
        telling.add(kind);
      }
    }
    return telling;
  }
}
