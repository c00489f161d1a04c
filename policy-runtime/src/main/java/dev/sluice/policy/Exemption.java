package dev.sluice.policy;

import java.util.List;
import java.util.Set;

/**
 * Lifts a rule that matches, for a time. It loosens, so all that it asks for must be certain.
 *
 * @param callers the caller must be in one of these; empty asks for nothing
 * @param fingerprints the statement must have one of these; empty asks for nothing
 * @param reason why it is there
 * @param ticket where that is decided; may be empty
 * @param end when it ends, in seconds since 1970 in UTC
 */
record Exemption(
    String id,
    List<CallerSelector> callers,
    Set<String> fingerprints,
    String reason,
    String ticket,
    long end) {
  Exemption {
    callers = List.copyOf(callers);
    fingerprints = Set.copyOf(fingerprints);
  }

  /** Whether this is for the caller and the statement, as long as it holds. */
  boolean isFor(Viewpoint viewpoint, String fingerprint) {
    return (callers.isEmpty() || CallerSelector.any(callers, viewpoint) == Truth.YES)
        && (fingerprints.isEmpty() || fingerprints.contains(fingerprint));
  }

  /** Whether it has not ended. */
  boolean holds(long epochSecond) {
    return epochSecond < end;
  }
}
