package dev.sluice.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Replaces the stand-in columns of a recursive query by what they come to hold. */
final class RecursiveClosure {
  private final TableName standIn;
  private final List<Field> base;
  private final List<Field> step;
  private final boolean partial;

  RecursiveClosure(TableName standIn, List<Field> base, List<Field> step) {
    this.standIn = standIn;
    this.base = base;
    this.step = step;
    // which column feeds which is not followed for this: one suffices for all
    this.partial = isPartial(base) || isPartial(step);
  }

  private static boolean isPartial(List<Field> fields) {
    return fields.stream().anyMatch(field -> field.value().partial());
  }

  /** Rewrites what was gathered while the stand-ins were in sight. */
  void rewrite(FactsCollector facts) {
    rewrite(facts.columnsRead);
    rewrite(facts.shaping);
    rewrite(facts.raising);
    rewrite(facts.stored);
    facts.tablesRead.remove(standIn);
    facts.columnsRead.forEach(column -> facts.tablesRead.add(column.table()));
  }

  private void rewrite(Set<ColumnName> columns) {
    Set<ColumnName> expanded = expand(columns);
    columns.clear();
    columns.addAll(expanded);
  }

  Set<ColumnName> expand(Set<ColumnName> columns) {
    Set<ColumnName> expanded = new LinkedHashSet<>();
    Set<ColumnName> seen = new HashSet<>();
    Deque<ColumnName> open = new ArrayDeque<>(columns);
    while (!open.isEmpty()) {
      ColumnName column = open.removeFirst();
      if (!column.table().equals(standIn)) {
        expanded.add(column);
      } else if (seen.add(column)) {
        int index = Integer.parseInt(column.column());
        open.addAll(base.get(index).value().sources());
        open.addAll(step.get(index).value().sources());
      }
    }
    return expanded;
  }

  List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < base.size(); i++) {
      fields.add(new Field(base.get(i).name(), value(i)));
    }
    return fields;
  }

  private Value value(int index) {
    Value first = base.get(index).value();
    Value second = step.get(index).value();
    ColumnName itself = new ColumnName(standIn, Integer.toString(index));
    boolean unchanged =
        second.direct() != null
            && (second.direct().equals(itself) || second.direct().equals(first.direct()));
    if (first.direct() != null && unchanged && !partial) {
      return first;
    }
    Set<ColumnName> sources = new LinkedHashSet<>(first.sources());
    sources.addAll(expand(second.sources()));
    String opaque = first.opaque() != null ? first.opaque() : second.opaque();
    return new Value(null, sources, opaque, partial);
  }
}
