package dev.sluice.policy;

import dev.sluice.mask.Mask;
import java.util.List;
import java.util.Set;

/**
 * A rule that masks columns.
 *
 * @param tags columns with any of these tags are masked
 * @param callers for whom: for everybody if empty
 * @param unless for whom not
 */
record MaskRule(
    String id,
    Mode mode,
    Set<String> tags,
    Mask mask,
    List<CallerSelector> callers,
    List<CallerSelector> unless) {

  MaskRule {
    tags = Set.copyOf(tags);
    callers = List.copyOf(callers);
    unless = List.copyOf(unless);
  }

  boolean enforced() {
    return mode == Mode.ENFORCE;
  }

  /** Whether this mask holds for the caller. Who may be in {@code unless} is not released. */
  boolean appliesTo(Viewpoint viewpoint) {
    boolean wanted = callers.isEmpty() || CallerSelector.any(callers, viewpoint) != Truth.NO;
    return wanted && CallerSelector.any(unless, viewpoint) != Truth.YES;
  }
}
