package dev.sluice.policy;

import java.util.Set;

/**
 * {@code after_reading}: in its conversation, an AI caller has read a column with one of these
 * tags. Whoever is no AI caller has read none. What may have been read counts as read: so this can
 * restrict and, negated, allow, and nothing else.
 *
 * @param negated {@code not_after_reading}: it has read none
 */
record AfterReading(Asked asked, Set<String> tags, boolean negated) {
  static final String KEY = "after_reading";

  AfterReading {
    tags = Set.copyOf(tags);
  }

  /**
   * Whether it holds.
   *
   * @param read the tags that were read
   */
  boolean test(Set<String> read) {
    return TagSet.intersects(tags, read) != negated;
  }
}
