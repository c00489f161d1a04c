package dev.sluice.policy;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was found of one statement: all of it, and what of it is enforced. */
final class Findings {
  private final Set<Finding> enforced = new TreeSet<>(Finding.DECIDING_FIRST);
  private final Set<Finding> all = new TreeSet<>(Finding.DECIDING_FIRST);

  void add(Finding finding, boolean isEnforced) {
    all.add(finding);
    if (isEnforced) {
      enforced.add(finding);
    }
  }

  /** What decides the action that is carried out; null if nothing was found. */
  @Nullable Finding deciding() {
    return enforced.isEmpty() ? null : enforced.iterator().next();
  }

  /** What would decide if everything were enforced; null if nothing was found. */
  @Nullable Finding wouldDecide() {
    return all.isEmpty() ? null : all.iterator().next();
  }

  /** All that was found, the deciding one first. */
  Set<Finding> all() {
    return Collections.unmodifiableSet(all);
  }

  boolean enforces(Finding finding) {
    return enforced.contains(finding);
  }

  /** Adds the ids of all rules and defaults that were found. */
  void addRules(Set<String> ids) {
    all.forEach(finding -> ids.add(finding.rule()));
  }
}
