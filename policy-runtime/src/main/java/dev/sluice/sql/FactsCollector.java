package dev.sluice.sql;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what is found while a text is walked. Confined to one thread. */
final class FactsCollector {
  private static final int MOST_UNPLACED = 10_000;

  final EnumSet<Effect> effects = EnumSet.noneOf(Effect.class);
  final Set<TableName> tablesRead = new LinkedHashSet<>();
  final Set<TableName> tablesWritten = new LinkedHashSet<>();
  final Set<ColumnName> columnsRead = new LinkedHashSet<>();
  final Set<ColumnName> columnsWritten = new LinkedHashSet<>();

  /** Those of {@link #columnsWritten} that rows which are there already get new values in. */
  final Set<ColumnName> columnsUpdated = new LinkedHashSet<>();

  /** Columns that shape the rows, but for what {@link #equal} says of them. */
  final Set<ColumnName> shaping = new LinkedHashSet<>();

  /** Columns of which the WHERE of the whole statement asks whether they equal a given value. */
  final Set<ColumnName> equal = new LinkedHashSet<>();

  /** Columns whose values, or what is computed from them, may end up in what is written. */
  final Set<ColumnName> stored = new LinkedHashSet<>();

  final Set<Copy> copies = new LinkedHashSet<>();

  /** Columns whose values are stored nobody knows where. */
  private final Set<ColumnName> unplaced = new LinkedHashSet<>();

  final Set<ColumnName> raising = new LinkedHashSet<>();

  /** The same for what views compute as a whole, whichever of their columns are named. */
  final Set<ColumnName> raisingInViews = new LinkedHashSet<>();

  /** In the order in which they happen: the last one counts. */
  final List<SessionChange> sessionChanges = new ArrayList<>();

  /** Where tables are named in the text itself, in the order in which they are read. */
  final List<TableUse> uses = new ArrayList<>();

  /** Tables that are read by the definition of a view, not by the text. */
  final Set<TableName> readInViews = new LinkedHashSet<>();

  /** What it may tell of beside what it reads; the same is not said twice. */
  final Set<Disclosure> disclosures = new LinkedHashSet<>();

  final Set<String> functions = new LinkedHashSet<>();
  final Set<String> opaque = new LinkedHashSet<>();
  boolean unrestricted;
  int valuesRows = Measures.UNKNOWN;

  /** How often one table, view or query is put beside another; not those in views. */
  int joins;

  /** Whether {@link #stored} was told apart from what is only read. */
  boolean storedApart;

  /** A value is stored in a column; null if it is not known in which one. */
  void store(Value value, @Nullable ColumnName target) {
    stored.addAll(value.sources());
    if (target != null) {
      for (ColumnName source : value.sources()) {
        copies.add(new Copy(source, target));
      }
    } else {
      unplaced.addAll(value.sources());
    }
  }

  /** The copies, with those to any column that is written where it is not known to which one. */
  private Set<Copy> allCopies() {
    if (unplaced.isEmpty()) {
      return copies;
    }
    if (unplaced.size() * (long) columnsWritten.size() > MOST_UNPLACED) {
      opaque("more columns are stored than are followed");
      return copies;
    }
    Set<Copy> all = new LinkedHashSet<>(copies);
    for (ColumnName source : unplaced) {
      columnsWritten.forEach(target -> all.add(new Copy(source, target)));
    }
    return all;
  }

  /** A query's column becomes one of a new table. */
  void store(Lineage lineage, TableName table, String column) {
    ColumnName target = new ColumnName(table, column);
    if (lineage instanceof Lineage.Direct direct) {
      store(Value.of(direct.column()), target);
    } else if (lineage instanceof Lineage.Derived derived) {
      store(Value.derived(derived.sources()), target);
    }
  }

  /** The columns whose values may be stored: all that are read, where that was not told apart. */
  Set<ColumnName> columnsStored() {
    return storedApart ? stored : columnsRead;
  }

  /** All columns that decide which rows come and in what order. */
  Set<ColumnName> shapingColumns() {
    Set<ColumnName> columns = new LinkedHashSet<>(shaping);
    columns.addAll(equal);
    return columns;
  }

  /** Columns that shape the rows by an equality with a given value, and in no other way. */
  Set<ColumnName> equalityColumns() {
    Set<ColumnName> columns = new LinkedHashSet<>(equal);
    columns.removeAll(shaping);
    return columns;
  }

  /** All columns that can make the statement fail, warn, wait or have a side effect. */
  Set<ColumnName> raisingColumns() {
    Set<ColumnName> columns = new LinkedHashSet<>(raising);
    columns.addAll(raisingInViews);
    return columns;
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
    columnsUpdated.addAll(other.columnsUpdated);
    shaping.addAll(other.shaping);
    equal.addAll(other.equal);
    stored.addAll(other.columnsStored());
    copies.addAll(other.allCopies());
    raising.addAll(other.raising);
    raisingInViews.addAll(other.raisingInViews);
    sessionChanges.addAll(other.sessionChanges);
    uses.addAll(other.uses);
    readInViews.addAll(other.readInViews);
    functions.addAll(other.functions);
    disclosures.addAll(other.disclosures);
    other.opaque.forEach(this::opaque);
    unrestricted |= other.unrestricted;
    joins += other.joins;
    if (other.valuesRows >= 0) {
      valuesRows = Math.max(0, valuesRows) + other.valuesRows;
    }
  }
}
