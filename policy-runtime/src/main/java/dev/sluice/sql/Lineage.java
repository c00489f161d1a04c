package dev.sluice.sql;

import java.util.Set;

/** Where the values of an output column come from. */
public sealed interface Lineage {
  /** The value of one base column, unchanged. */
  record Direct(ColumnName column) implements Lineage {}

  /** Computed from these base columns; from none of them if the set is empty (a constant). */
  record Derived(Set<ColumnName> sources) implements Lineage {
    public Derived {
      sources = Set.copyOf(sources);
    }
  }

  /** Not known: may hold the values of any column. */
  record Opaque(String reason) implements Lineage {}
}
