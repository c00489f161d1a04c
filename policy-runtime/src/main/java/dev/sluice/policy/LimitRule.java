package dev.sluice.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule that limits statements.
 *
 * @param limits what it limits
 * @param counted how often something may be done; null if as often as one likes
 * @param callers for whom: for everybody if empty
 */
record LimitRule(
    String id,
    Mode mode,
    Limits limits,
    @Nullable CountedLimit counted,
    List<CallerSelector> callers) {
  LimitRule {
    callers = List.copyOf(callers);
  }

  boolean enforced() {
    return mode == Mode.ENFORCE;
  }

  /** Whether this limit holds for the caller, or may hold. */
  boolean appliesTo(Viewpoint viewpoint) {
    return callers.isEmpty() || CallerSelector.any(callers, viewpoint) != Truth.NO;
  }
}
