package dev.sluice.sql;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what is found while a text is walked. Confined to one thread. */
final class FactsCollector {
  final EnumSet<Effect> effects = EnumSet.noneOf(Effect.class);
  final Set<TableName> tablesRead = new LinkedHashSet<>();
  final Set<TableName> tablesWritten = new LinkedHashSet<>();
  final Set<ColumnName> columnsRead = new LinkedHashSet<>();
  final Set<ColumnName> columnsWritten = new LinkedHashSet<>();
  final Set<ColumnName> shaping = new LinkedHashSet<>();

  /** Columns read while {@link #storing}: their values may end up in what is written. */
  final Set<ColumnName> stored = new LinkedHashSet<>();

  final Set<Copy> copies = new LinkedHashSet<>();
  final Set<ColumnName> raising = new LinkedHashSet<>();

  /** In the order in which they happen: the last one counts. */
  final List<SessionChange> sessionChanges = new ArrayList<>();

  final Set<String> functions = new LinkedHashSet<>();
  final Set<String> opaque = new LinkedHashSet<>();
  boolean unrestricted;
  int valuesRows = Measures.UNKNOWN;

  /** Whether {@link #stored} was told apart from what is only read. */
  boolean storedApart;

  private boolean storing;

  /** Whatever is read inside may be stored. */
  void storing(Runnable reading) {
    boolean outer = storing;
    storing = true;
    try {
      reading.run();
    } finally {
      storing = outer;
    }
  }

  /** The columns whose values may be stored: all that are read, where that was not told apart. */
  Set<ColumnName> columnsStored() {
    return storedApart ? stored : columnsRead;
  }

  void opaque(String reason) {
    // a hostile text must not make the facts grow without bound
    if (opaque.size() < 16) {
      opaque.add(reason);
    }
  }

  /** A value takes part in the statement: what it is made of is read. */
  Value read(Value value) {
    for (ColumnName column : value.sources()) {
      if (columnsRead.add(column)) {
        tablesRead.add(column.table());
      }
    }
    if (storing) {
      stored.addAll(value.sources());
    }
    if (value.opaque() != null) {
      opaque(value.opaque());
    }
    return value;
  }

  /** A value decides which rows come, or in what order. */
  void shape(Value value) {
    read(value);
    shaping.addAll(value.sources());
  }

  /** A value can make the statement fail, warn, wait or have a side effect. */
  void raise(Value value) {
    raising.addAll(value.sources());
  }

  void addAll(FactsCollector other) {
    effects.addAll(other.effects);
    tablesRead.addAll(other.tablesRead);
    tablesWritten.addAll(other.tablesWritten);
    columnsRead.addAll(other.columnsRead);
    columnsWritten.addAll(other.columnsWritten);
    shaping.addAll(other.shaping);
    stored.addAll(other.columnsStored());
    copies.addAll(other.copies);
    raising.addAll(other.raising);
    sessionChanges.addAll(other.sessionChanges);
    functions.addAll(other.functions);
    other.opaque.forEach(this::opaque);
    unrestricted |= other.unrestricted;
    if (other.valuesRows >= 0) {
      valuesRows = Math.max(0, valuesRows) + other.valuesRows;
    }
  }
}
