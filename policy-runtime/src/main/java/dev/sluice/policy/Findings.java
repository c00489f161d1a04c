package dev.sluice.policy;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was found of one statement: as far as it is enforced, and as if all of it were. */
final class Findings {
  private final Set<Finding> enforced = new TreeSet<>(Finding.DECIDING_FIRST);
  private final Set<Finding> all = new TreeSet<>(Finding.DECIDING_FIRST);

  /** Adds what is true whatever is observed. */
  void add(Finding finding, boolean isEnforced) {
    all.add(finding);
    if (isEnforced) {
      enforced.add(finding);
    }
  }

  /** Adds what is true only as long as observed rules are not enforced. */
  void addEnforcedOnly(Finding finding) {
    enforced.add(finding);
  }

  /** What decides the action that is carried out; null if nothing was found. */
  @Nullable Finding deciding() {
    return enforced.isEmpty() ? null : enforced.iterator().next();
  }

  /** What would decide if everything were enforced; null if nothing was found. */
  @Nullable Finding wouldDecide() {
    return all.isEmpty() ? null : all.iterator().next();
  }

  /** Adds the ids of all rules and defaults that were found. */
  void addRules(Set<String> ids) {
    enforced.forEach(finding -> ids.add(finding.rule()));
    all.forEach(finding -> ids.add(finding.rule()));
  }
}
