package dev.sluice.policy;

import dev.sluice.mask.BlindRedact;
import dev.sluice.mask.Mask;
import dev.sluice.mask.Omit;
import dev.sluice.mask.Redact;
import java.util.List;
import java.util.Set;

/**
 * A rule that masks columns.
 *
 * @param tags columns with any of these tags are masked
 * @param callers for whom: for everybody if empty
 * @param unless for whom not
 * @param inference what may be learnt of the masked values without seeing them
 */
record MaskRule(
    String id,
    Mode mode,
    Set<String> tags,
    Mask mask,
    List<CallerSelector> callers,
    List<CallerSelector> unless,
    Inference inference) {

  MaskRule {
    tags = Set.copyOf(tags);
    callers = List.copyOf(callers);
    unless = List.copyOf(unless);
  }

  /** How a value that is computed from a masked one is shown. */
  Mask ofDerived() {
    if (mask.equals(Omit.INSTANCE)) {
      return mask;
    }
    return inference.refuses() ? BlindRedact.INSTANCE : Redact.INSTANCE;
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
