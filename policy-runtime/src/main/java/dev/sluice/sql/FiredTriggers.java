package dev.sluice.sql;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the triggers that a statement sets off, those that these set off in turn, and what each may
 * tell of. Confined to one thread.
 */
final class FiredTriggers {
  /** More on one statement's way are not followed. */
  private static final int MOST = 64;

  private final FactsCollector facts;
  private final Catalog catalog;
  private final Dialect dialect;
  private final Set<Trigger> seen = new HashSet<>();
  private final Set<Catalog.Relation> written = new LinkedHashSet<>();
  private final Map<TableName, Set<String>> named = new LinkedHashMap<>();

  private FiredTriggers(FactsCollector facts, Catalog catalog, Dialect dialect) {
    this.facts = facts;
    this.catalog = catalog;
    this.dialect = dialect;
  }

  /** Adds to a statement's facts what the triggers tell of that it sets off. */
  static FiredTriggers find(FactsCollector facts, Catalog catalog, Dialect dialect) {
    FiredTriggers fired = new FiredTriggers(facts, catalog, dialect);
    if (facts.effects.stream().noneMatch(Trigger.EVENTS::contains)) {
      return fired;
    }
    Set<String> updated = new HashSet<>();
    facts.columnsWritten.forEach(column -> updated.add(column.column()));
    for (Catalog.Relation relation : written(facts, catalog)) {
      fired.follow(relation, facts.effects, updated);
    }
    return fired;
  }

  /** The tables that a statement writes, those behind a view that it writes among them. */
  static Set<Catalog.Relation> written(FactsCollector facts, Catalog catalog) {
    Set<TableName> tables = new LinkedHashSet<>(facts.tablesWritten);
    for (TableName table : facts.tablesWritten) {
      Catalog.Relation relation = catalog.find(table.schema(), table.name());
      if (relation != null && relation.kind() == Catalog.Kind.VIEW) {
        tables.addAll(facts.readInViews);
      }
    }
    Set<Catalog.Relation> relations = new LinkedHashSet<>();
    for (TableName table : tables) {
      Catalog.Relation relation = catalog.find(table.schema(), table.name());
      if (relation != null) {
        relations.add(relation);
      }
    }
    return relations;
  }

  /** The tables that they may write, in whatever way. */
  Set<Catalog.Relation> written() {
    return written;
  }

  /** Of each table whose rows set one off, the columns that it may give other values. */
  Map<TableName, Set<String>> named() {
    return named;
  }

  /**
   * Follows a change of a table's rows.
   *
   * @param updated the columns that an UPDATE names; null if they are not known
   */
  private void follow(
      Catalog.Relation relation, Set<Effect> effects, @Nullable Set<String> updated) {
    for (Trigger trigger : relation.triggers()) {
      if (trigger.isSetOffBy(effects)
          && (updated == null || concerns(trigger, effects, updated))
          && seen.add(trigger)) {
        if (seen.size() > MOST) {
          facts.disclosures.add(
              new Disclosure("a trigger", "there are more than are followed", Set.of()));
          return;
        }
        disclose(trigger, effects);
      }
    }
  }

  /** Whether, of an UPDATE, it is one that names a column of which the trigger takes note. */
  private boolean concerns(Trigger trigger, Set<Effect> effects, Set<String> updated) {
    if (trigger.columns().isEmpty()
        || trigger.events().stream()
            .anyMatch(event -> event != Effect.UPDATE && effects.contains(event))) {
      return true;
    }
    Catalog.Relation relation = relationOf(trigger);
    for (String column : trigger.columns()) {
      // a generated column is updated with those that it is computed from
      boolean generated = relation == null || relation.origins().containsKey(column);
      if (generated || updated.contains(column)) {
        return true;
      }
    }
    return false;
  }

  private Catalog.@Nullable Relation relationOf(Trigger trigger) {
    return catalog.ofDefinitions().find(trigger.table().schema(), trigger.table().name());
  }

  private void disclose(Trigger trigger, Set<Effect> effects) {
    String cause = "the trigger " + trigger.name() + " of " + trigger.table();
    TriggerBody body = TriggerBody.read(trigger, relationOf(trigger), catalog, dialect);
    if (body.unknown != null) {
      facts.disclosures.add(new Disclosure(cause, body.unknown, Set.of()));
      return;
    }
    for (ColumnName column : body.columns) {
      if (column.table().equals(trigger.table())) {
        named.computeIfAbsent(trigger.table(), key -> new LinkedHashSet<>()).add(column.column());
      }
    }
    Set<ColumnName> columns = new LinkedHashSet<>(body.columns);
    boolean stored =
        trigger.cascades()
            || effects.contains(Effect.UPDATE)
            || effects.contains(Effect.DELETE)
            || effects.contains(Effect.TRUNCATE);
    if (stored) {
      // an inserted row holds nothing but what the statement gives it
      columns.addAll(body.rowColumns);
    }
    if (trigger.cascades()) {
      columns.addAll(body.comparedColumns);
    }
    addStored(body, columns);
    if (columns.stream().anyMatch(column -> Telltale.isMeasure(column, dialect))) {
      facts.disclosures.add(new Disclosure(cause, Telltale.ROOM, Set.of()));
    } else if (!columns.isEmpty()) {
      facts.disclosures.add(new Disclosure(cause, null, columns));
    }
    for (Catalog.Relation table : body.tables) {
      if (body.writes) {
        written.add(table);
        follow(table, Trigger.EVENTS, null);
      }
    }
  }

  /** What the statement itself puts into the columns that the trigger looks at. */
  private void addStored(TriggerBody body, Set<ColumnName> columns) {
    Set<ColumnName> looked = new HashSet<>(body.columns);
    looked.addAll(body.rowColumns);
    looked.addAll(body.comparedColumns);
    for (Copy copy : facts.copies) {
      if (looked.contains(copy.target())) {
        columns.add(copy.source());
      }
    }
  }

  /** A relation's columns, with those that theirs are made of. */
  static Set<ColumnName> columns(Catalog.Relation relation, Collection<String> names) {
    Set<ColumnName> columns = new LinkedHashSet<>();
    for (String name : names) {
      columns.add(new ColumnName(relation.name(), name));
      columns.addAll(relation.origins().getOrDefault(name, Set.of()));
    }
    return columns;
  }

  /** All columns of a relation, with those that theirs are made of. */
  static Set<ColumnName> columns(Catalog.Relation relation) {
    List<String> names = relation.columns();
    return columns(relation, names);
  }
}
