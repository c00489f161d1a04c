package dev.sluice.catalog;

import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which columns hold what the database itself takes from others: generated columns, and columns of
 * partitions and other children, whose rows are their parents' rows as well. Confined to one
 * thread.
 */
final class Origins {
  private record Generated(String column, String expression) {}

  private final Map<TableName, Set<TableName>> parents = new HashMap<>();
  private final Map<TableName, List<Generated>> generated = new HashMap<>();

  /** A table inherits from another, or is a partition of it. */
  void inherits(TableName child, TableName parent) {
    parents.computeIfAbsent(child, key -> new LinkedHashSet<>()).add(parent);
  }

  /** A column is computed by an expression in the database's own SQL. */
  void generated(TableName table, String column, String expression) {
    if (!expression.isBlank()) {
      generated
          .computeIfAbsent(table, key -> new ArrayList<>())
          .add(new Generated(column, expression));
    }
  }

  /** The relations, with what was told of their columns. */
  List<Relation> addTo(List<Relation> relations) {
    if (parents.isEmpty() && generated.isEmpty()) {
      return relations;
    }
    Map<TableName, Relation> byName = new HashMap<>();
    relations.forEach(relation -> byName.put(relation.name(), relation));
    List<Relation> complete = new ArrayList<>(relations.size());
    for (Relation relation : relations) {
      Map<String, Set<ColumnName>> origins = new HashMap<>();
      Set<TableName> owners = new LinkedHashSet<>();
      owners.add(relation.name());
      addAncestors(relation.name(), owners);
      for (TableName owner : owners) {
        Relation owning = byName.get(owner);
        if (owning != null) {
          addColumns(relation, owning, origins);
        }
      }
      complete.add(origins.isEmpty() ? relation : relation.with(origins));
    }
    return complete;
  }

  /** Those from which a table inherits, or of which it is a partition, nearest first. */
  Set<TableName> ancestors(TableName table) {
    Set<TableName> found = new LinkedHashSet<>();
    addAncestors(table, found);
    return found;
  }

  private void addAncestors(TableName table, Set<TableName> found) {
    for (TableName parent : parents.getOrDefault(table, Set.of())) {
      if (found.add(parent)) {
        addAncestors(parent, found);
      }
    }
  }

  /** A parent's columns that the table has too, and what both generate from others. */
  private void addColumns(Relation relation, Relation owner, Map<String, Set<ColumnName>> origins) {
    if (!owner.name().equals(relation.name())) {
      for (String column : owner.columns()) {
        if (relation.columns().contains(column)) {
          add(origins, column, new ColumnName(owner.name(), column));
        }
      }
    }
    for (Generated computed : generated.getOrDefault(owner.name(), List.of())) {
      for (String column : namedIn(computed.expression(), owner.columns())) {
        if (!column.equals(computed.column())) {
          add(origins, computed.column(), new ColumnName(owner.name(), column));
        }
      }
    }
  }

  private static void add(Map<String, Set<ColumnName>> origins, String column, ColumnName origin) {
    origins.computeIfAbsent(column, key -> new LinkedHashSet<>()).add(origin);
  }

  /** The columns whose name is a word of the text, or any part of it for one that is no word. */
  static List<String> namedIn(String expression, List<String> columns) {
    String lower = expression.toLowerCase(Locale.ROOT);
    Set<String> words = words(expression);
    List<String> named = new ArrayList<>();
    for (String column : columns) {
      String name = column.toLowerCase(Locale.ROOT);
      boolean word = name.matches("[\\p{L}\\p{N}_$]+");
      if (word ? words.contains(name) : lower.contains(name)) {
        named.add(column);
      }
    }
    return named;
  }

  /** The words of an expression, in lower case. */
  static Set<String> words(String expression) {
    String lower = expression.toLowerCase(Locale.ROOT);
    return new HashSet<>(List.of(lower.split("[^\\p{L}\\p{N}_$]+", -1)));
  }
}
