package dev.sluice.policy;

import java.util.HashSet;
import java.util.Set;

/**
 * The tags of a column.
 *
 * @param certain tags that it has
 * @param possible tags that it has or may have, those that it has included
 */
record TagSet(Set<String> certain, Set<String> possible) {
  static final TagSet NONE = new TagSet(Set.of(), Set.of());

  TagSet {
    certain = Set.copyOf(certain);
    possible = Set.copyOf(possible);
  }

  /** These tags and others that it may have. */
  TagSet maybe(Set<String> others) {
    if (possible.containsAll(others)) {
      return this;
    }
    Set<String> both = new HashSet<>(possible);
    both.addAll(others);
    return new TagSet(certain, both);
  }

  /** Whether it has any of these tags. */
  Truth test(Set<String> tags) {
    if (intersects(certain, tags)) {
      return Truth.YES;
    }
    return intersects(possible, tags) ? Truth.MAYBE : Truth.NO;
  }

  static boolean intersects(Set<String> one, Set<String> other) {
    for (String tag : one) {
      if (other.contains(tag)) {
        return true;
      }
    }
    return false;
  }
}
