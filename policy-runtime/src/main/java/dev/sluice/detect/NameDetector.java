package dev.sluice.detect;

import java.util.EnumSet;
import java.util.Set;

/**
 * Tells by the name of a column what it holds. Names say it at their end: {@code contact_email}
 * holds addresses, {@code email_verified} does not. Thread-safe.
 */
public final class NameDetector {
  private final Set<Kind> kinds;

  /** Looks for these kinds only. */
  public NameDetector(Set<Kind> kinds) {
    this.kinds = kinds.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(kinds);
  }

  /** The kinds that the name of a column tells of; empty if it tells of none. */
  public Set<Kind> look(String column) {
    Set<Kind> found = NameTable.standard().kinds(column);
    found.retainAll(kinds);
    return found;
  }
}
