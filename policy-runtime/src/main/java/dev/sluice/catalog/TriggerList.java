package dev.sluice.catalog;

import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.Effect;
import dev.sluice.sql.TableName;
import dev.sluice.sql.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The triggers of a database, and the foreign keys that carry a change of one table to another.
 * Confined to one thread.
 */
final class TriggerList {
  /** Some 20 MB at most, as bodies are bounded and many triggers share one. */
  private static final int MOST_TRIGGERS = 20_000;

  private static final Comparator<Trigger> ORDER =
      Comparator.comparing((Trigger trigger) -> trigger.table().toString())
          .thenComparing(Trigger::name)
          .thenComparing(trigger -> new TreeSet<>(trigger.events()).toString());

  private final Map<TableName, List<Trigger>> triggers = new HashMap<>();
  private final Map<TableName, Set<TableName>> referring = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private int count;

  /**
   * Takes a trigger.
   *
   * @param events their names, in capitals, with anything else between them
   * @param columns one a line
   * @return whether more are wanted
   */
  boolean add(
      TableName table,
      String name,
      String events,
      String columns,
      String language,
      @Nullable String body,
      @Nullable String condition) {
    if (++count > MOST_TRIGGERS) {
      return false;
    }
    Set<Effect> known = EnumSet.noneOf(Effect.class);
    List<String> words = List.of(events.split("[^A-Z]+", -1));
    for (Effect event : Trigger.EVENTS) {
      if (words.contains(event.name())) {
        known.add(event);
      }
    }
    Set<String> named = columns.isEmpty() ? Set.of() : Set.copyOf(columns.lines().toList());
    triggers
        .computeIfAbsent(table, key -> new ArrayList<>())
        .add(
            new Trigger(
                name, table, known, named, language, shared(body), shared(condition), false));
    return true;
  }

  /** Rows of one table are changed or deleted with those of another that they refer to. */
  void cascades(TableName referring, TableName referred) {
    this.referring.computeIfAbsent(referred, key -> new LinkedHashSet<>()).add(referring);
  }

  private @Nullable String shared(@Nullable String text) {
    return text == null ? null : texts.computeIfAbsent(text, key -> key);
  }

  /** The relations, each with what a write of it sets off. */
  List<Relation> addTo(List<Relation> relations, Origins origins) {
    if (count > MOST_TRIGGERS) {
      return relations.stream()
          .map(relation -> relation.with(List.of(Trigger.unknown(relation.name()))))
          .toList();
    }
    if (triggers.isEmpty()) {
      return relations;
    }
    Map<TableName, List<Trigger>> all = new HashMap<>();
    triggers.forEach(
        (table, own) -> {
          add(all, table, own);
          origins.ancestors(table).forEach(parent -> add(all, parent, own));
        });
    Map<TableName, List<Trigger>> direct = Map.copyOf(all);
    for (TableName referred : referring.keySet()) {
      List<Trigger> carried = new ArrayList<>();
      for (TableName table : reached(referred)) {
        for (Trigger trigger : direct.getOrDefault(table, List.of())) {
          Trigger cascading = trigger.cascading();
          if (cascading != null) {
            carried.add(cascading);
          }
        }
      }
      add(all, referred, carried);
    }
    return relations.stream()
        .map(
            relation -> {
              List<Trigger> found = all.get(relation.name());
              // in an order of their own, so that a catalog equals one that was read before
              return found == null
                  ? relation
                  : relation.with(found.stream().sorted(ORDER).toList());
            })
        .toList();
  }

  /** A trigger of a parent is told again as that of each partition. */
  private static void add(Map<TableName, List<Trigger>> all, TableName table, List<Trigger> more) {
    List<Trigger> known = new ArrayList<>(all.getOrDefault(table, List.of()));
    for (Trigger trigger : more) {
      if (known.stream().noneMatch(other -> isCopy(other, trigger))) {
        known.add(trigger);
      }
    }
    all.put(table, known);
  }

  private static boolean isCopy(Trigger one, Trigger other) {
    return one.name().equals(other.name())
        && one.body() != null
        && one.body().equals(other.body())
        && one.events().equals(other.events())
        && one.columns().equals(other.columns())
        && one.cascades() == other.cascades()
        && !one.table().equals(other.table());
  }

  private Set<TableName> reached(TableName from) {
    Set<TableName> found = new LinkedHashSet<>();
    Set<TableName> next = new HashSet<>(Set.of(from));
    while (!next.isEmpty()) {
      Set<TableName> further = new HashSet<>();
      for (TableName table : next) {
        for (TableName child : referring.getOrDefault(table, Set.of())) {
          if (found.add(child)) {
            further.add(child);
          }
        }
      }
      next = further;
    }
    return found;
  }
}
