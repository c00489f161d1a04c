package dev.sluice.policy;

import java.util.List;

/**
 * A rule that has callers' statements run as a role of the database.
 *
 * @param role its name, as the database keeps it
 * @param callers for whom
 * @param unless for whom not
 * @param environments on which databases: on all if empty
 */
record RoleRule(
    String id,
    Mode mode,
    String role,
    List<CallerSelector> callers,
    List<CallerSelector> unless,
    List<Environment> environments) {
  RoleRule {
    callers = List.copyOf(callers);
    unless = List.copyOf(unless);
    environments = List.copyOf(environments);
  }

  boolean enforced() {
    return mode == Mode.ENFORCE;
  }

  /** Whether it may hold on a database. */
  boolean appliesTo(Database database) {
    return covers(database) != Truth.NO;
  }

  /** Whether a database is one of those on which it holds. */
  Truth covers(Database database) {
    Truth covered = environments.isEmpty() ? Truth.YES : Truth.NO;
    for (Environment environment : environments) {
      covered = covered.or(environment.test(database));
    }
    return covered;
  }

  /** Whether it holds for the caller, or may hold. Who may be in {@code unless} is not released. */
  boolean appliesTo(Viewpoint viewpoint, Database database) {
    return appliesTo(database)
        && CallerSelector.any(callers, viewpoint) != Truth.NO
        && CallerSelector.any(unless, viewpoint) != Truth.YES;
  }

  /** Whether it names for whom an agent acts, so that it stands for the two of them. */
  boolean isForBoth(Viewpoint viewpoint) {
    return callers.stream()
        .anyMatch(each -> !each.onBehalfOf().isEmpty() && each.test(viewpoint) == Truth.YES);
  }
}
