package dev.sluice.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an expression's value is made of.
 *
 * @param direct the one column that it is, unchanged; null if it is computed
 * @param sources all columns that can influence it
 * @param opaque why it may hold anything; null if it is understood
 * @param partial whether computing it can make the statement fail, warn, wait or have an effect, so
 *     that whatever decides if it is computed, and from what, can be seen from outside
 */
record Value(
    @Nullable ColumnName direct,
    Set<ColumnName> sources,
    @Nullable String opaque,
    boolean partial) {
  static final Value CONSTANT = new Value(null, Set.of(), null, false);

  static Value of(ColumnName column) {
    return new Value(column, Set.of(column), null, false);
  }

  static Value derived(Set<ColumnName> sources) {
    return sources.isEmpty() ? CONSTANT : new Value(null, sources, null, false);
  }

  static Value opaque(String reason) {
    return new Value(null, Set.of(), reason, false);
  }

  private boolean isConstant() {
    return sources.isEmpty() && opaque == null && !partial;
  }

  /** The same influences, but no longer the unchanged column. */
  Value computed() {
    return direct == null ? this : new Value(null, sources, opaque, partial);
  }

  /** The result of an operation on it that not every value survives. */
  Value partially() {
    return partial ? computed() : new Value(null, sources, opaque, true);
  }

  /** {@link #partially()} if the condition holds, else {@link #computed()}. */
  Value partiallyIf(boolean condition) {
    return condition ? partially() : computed();
  }

  /** A value that either of the two, or both together, can influence. */
  Value and(Value other) {
    if (other.isConstant()) {
      return computed();
    }
    if (isConstant()) {
      return other.computed();
    }
    return new Value(
        null,
        SourceSet.union(sources, other.sources),
        opaque != null ? opaque : other.opaque,
        partial || other.partial);
  }

  /** A value that is one of the two: still a column if both are that column. */
  Value or(Value other) {
    return direct != null && direct.equals(other.direct) && partial == other.partial
        ? this
        : and(other);
  }

  Value with(Set<ColumnName> more) {
    return more.isEmpty()
        ? computed()
        : new Value(null, SourceSet.union(sources, more), opaque, partial);
  }

  Lineage lineage() {
    if (opaque != null) {
      return new Lineage.Opaque(opaque);
    }
    return direct != null ? new Lineage.Direct(direct) : new Lineage.Derived(sources);
  }
}
