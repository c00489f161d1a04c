package dev.sluice.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the constraints that a statement puts to the test, and which columns each may tell of by
 * whether it holds: columns of rows that are there already, whose values the statement does not
 * give.
 *
 * <ul>
 *   <li>A unique key is tested by INSERT, unless that leaves out a column which is NULL then, and
 *       by UPDATE of one of its columns; it tells of all of them.
 *   <li>A check is tested by UPDATE of one of its columns, and tells of the others; of INSERT it
 *       sees nothing but what the statement gives. So is an expression that the database computes
 *       and that can fail, and the key by which a row finds its partition.
 *   <li>A foreign key is tested by INSERT and UPDATE of what refers, and by DELETE and UPDATE of
 *       what is referred to. It tells of both sides, and where rows go or change with those that
 *       they refer to, they put their own constraints to the test.
 * </ul>
 *
 * <p>A constraint that is checked at the end of the transaction tells no less. Confined to one
 * thread.
 */
final class TestedConstraints {
  /** Tables and constraints that are followed for one statement. */
  private static final int MOST = 500;

  /**
   * What happens to rows of a table.
   *
   * @param named the columns that an INSERT may give values; null if they are not known
   * @param updated the columns that an UPDATE may give others; null if they are not known
   */
  private record Change(
      boolean inserts,
      boolean updates,
      boolean deletes,
      @Nullable Set<String> named,
      @Nullable Set<String> updated) {
    static final Change ANY = new Change(true, true, true, null, null);
    static final Change DELETE = new Change(false, false, true, Set.of(), Set.of());

    static Change update(Set<String> columns) {
      return new Change(false, true, false, Set.of(), columns);
    }
  }

  private record Step(TableName table, Change change) {}

  private final FactsCollector facts;
  private final Catalog catalog;
  private final Dialect dialect;
  private final FiredTriggers fired;
  private final Set<Step> seen = new HashSet<>();
  private int disclosed;

  private TestedConstraints(
      FactsCollector facts, Catalog catalog, Dialect dialect, FiredTriggers fired) {
    this.facts = facts;
    this.catalog = catalog;
    this.dialect = dialect;
    this.fired = fired;
  }

  /**
   * Adds to a statement's facts what constraints tell of that it puts to the test.
   *
   * @param fired the triggers that it sets off
   */
  static void find(FactsCollector facts, Catalog catalog, Dialect dialect, FiredTriggers fired) {
    TestedConstraints tested = new TestedConstraints(facts, catalog, dialect, fired);
    boolean inserts = facts.effects.contains(Effect.INSERT);
    boolean updates = facts.effects.contains(Effect.UPDATE);
    boolean deletes = facts.effects.contains(Effect.DELETE);
    if (!inserts && !updates && !deletes) {
      return;
    }
    Change change =
        new Change(
            inserts,
            updates,
            deletes,
            tested.keys(facts.columnsWritten),
            facts.columnsUpdated.isEmpty() ? null : tested.keys(facts.columnsUpdated));
    FiredTriggers.written(facts, catalog).forEach(relation -> tested.follow(relation, change));
    fired.written().forEach(relation -> tested.follow(relation, Change.ANY));
    for (TableName table : fired.named().keySet()) {
      // of the statement's own tables this is tested with what the statement writes
      if (tested.seen.stream().noneMatch(step -> step.table().equals(table))) {
        tested.follow(tested.relation(table), Change.update(Set.of()));
      }
    }
  }

  private String key(String column) {
    return dialect == Dialect.POSTGRESQL ? column : Identifiers.lower(column);
  }

  private Set<String> keys(Collection<ColumnName> columns) {
    Set<String> keys = new LinkedHashSet<>();
    columns.forEach(column -> keys.add(key(column.column())));
    return keys;
  }

  private Catalog.@Nullable Relation relation(TableName table) {
    return catalog.ofDefinitions().find(table.schema(), table.name());
  }

  private void follow(Catalog.@Nullable Relation relation, Change change) {
    if (relation == null || !seen.add(new Step(relation.name(), change))) {
      return;
    }
    if (seen.size() > MOST) {
      disclose(Constraint.unknown(relation.name()));
      return;
    }
    boolean moves = false;
    for (Constraint constraint : relation.constraints()) {
      moves |=
          constraint.kind() == Constraint.Kind.PARTITION
              && change.updates()
              && concerns(constraint, updated(constraint, change));
    }
    for (Constraint constraint : relation.constraints()) {
      test(constraint, change, moves);
    }
  }

  /**
   * Tells what a constraint tells of.
   *
   * @param moves whether rows may be put into other partitions, where they are new
   */
  private void test(Constraint constraint, Change change, boolean moves) {
    Set<String> updated = updated(constraint, change);
    boolean touched = change.updates() && concerns(constraint, updated);
    boolean enters = change.inserts() && meetsRows(constraint, change.named());
    if (constraint.unknown() != null) {
      boolean any = constraint.kind() == Constraint.Kind.ANY;
      if (any || change.inserts() || change.updates()) {
        disclose(constraint);
      }
      return;
    }
    switch (constraint.kind()) {
      case UNIQUE -> {
        if (touched || moves || enters) {
          disclose(constraint, constraint.columns());
        }
      }
      case CHECK, PARTITION -> {
        if (touched) {
          disclose(constraint, others(constraint, updated));
        }
      }
      case COMPUTED -> {
        if (touched && canFail(constraint, updated)) {
          disclose(constraint, others(constraint, updated));
        }
      }
      case FOREIGN -> {
        if (touched) {
          disclose(constraint, others(constraint, updated));
        } else if (enters) {
          disclose(constraint, List.of());
        }
      }
      case REFERRED -> {
        if (touched || moves || change.deletes()) {
          disclose(constraint, constraint.columns());
          carry(constraint, change, touched);
        }
      }
      case ANY -> disclose(constraint);
    }
  }

  /** What becomes of the rows that refer to those which go or change. */
  private void carry(Constraint constraint, Change change, boolean touched) {
    Constraint.Reference referring = constraint.reference();
    if (referring == null) {
      return;
    }
    Catalog.Relation relation = relation(referring.table());
    if (change.deletes() && referring.deletes()) {
      follow(relation, Change.DELETE);
    }
    if ((change.deletes() && referring.clears()) || (touched && referring.follows())) {
      Set<String> columns = new LinkedHashSet<>();
      referring.columns().forEach(column -> columns.add(key(column)));
      follow(relation, Change.update(columns));
    }
  }

  // ---- which columns

  /**
   * The columns of the constraint's table that may get other values: those that are named, by
   * triggers too, and those that the database computes of them. Null if they are not known.
   */
  private @Nullable Set<String> updated(Constraint constraint, Change change) {
    Set<String> named = change.updated();
    if (named == null) {
      return null;
    }
    Set<String> updated = new LinkedHashSet<>(named);
    fired.named().getOrDefault(constraint.table(), Set.of()).forEach(c -> updated.add(key(c)));
    Catalog.Relation relation = relation(constraint.table());
    if (relation != null) {
      addComputed(relation, updated);
    }
    return updated;
  }

  private void addComputed(Catalog.Relation relation, Set<String> updated) {
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<String, Set<ColumnName>> computed : relation.origins().entrySet()) {
        for (ColumnName origin : computed.getValue()) {
          if (origin.table().equals(relation.name()) && updated.contains(key(origin.column()))) {
            more |= updated.add(key(computed.getKey()));
          }
        }
      }
    }
  }

  private boolean concerns(Constraint constraint, @Nullable Set<String> updated) {
    return constraint.standing()
        || updated == null
        || constraint.columns().stream().anyMatch(column -> updated.contains(key(column)));
  }

  /** Whether a new row is compared with those that are there. */
  private boolean meetsRows(Constraint constraint, @Nullable Set<String> named) {
    Set<String> set = fired.named().getOrDefault(constraint.table(), Set.of());
    return named == null
        || constraint.omittable().stream()
            .allMatch(column -> named.contains(key(column)) || set.contains(column));
  }

  private List<String> others(Constraint constraint, @Nullable Set<String> updated) {
    List<String> others = new ArrayList<>();
    for (String column : constraint.columns()) {
      if (updated == null || !updated.contains(key(column))) {
        others.add(column);
      }
    }
    return others;
  }

  /** Whether other values of what is updated can make an expression fail. */
  private boolean canFail(Constraint constraint, @Nullable Set<String> updated) {
    String table = quoted(constraint.table().name());
    String schema = constraint.table().schema();
    String query =
        "SELECT "
            + constraint.expression()
            + " FROM "
            + (schema == null ? table : quoted(schema) + "." + table);
    Tokens tokens = Lexer.read(query, dialect);
    if (tokens.refusal() != null || updated == null) {
      return true;
    }
    CanonicalText text = CanonicalText.of(tokens);
    SqlFacts computed = new Assembly(tokens, text, dialect, catalog.ofDefinitions()).facts("");
    return computed.isOpaque()
        || computed.raisingColumns().stream()
            .anyMatch(column -> updated.contains(key(column.column())));
  }

  private String quoted(String name) {
    String quote = dialect.schemaIsDatabase() ? "`" : "\"";
    return quote + name.replace(quote, quote + quote) + quote;
  }

  // ---- what is told

  private void disclose(Constraint constraint) {
    add(new Disclosure(constraint.cause(), constraint.unknown(), Set.of()));
  }

  /** Columns of the constraint's table, and all of the other one's that it looks at. */
  private void disclose(Constraint constraint, List<String> own) {
    Set<ColumnName> columns = new LinkedHashSet<>(columns(constraint.table(), own));
    Constraint.Reference reference = constraint.reference();
    if (reference != null) {
      columns.addAll(columns(reference.table(), reference.columns()));
    }
    if (!columns.isEmpty()) {
      add(new Disclosure(constraint.cause(), null, columns));
    }
  }

  private Set<ColumnName> columns(TableName table, List<String> names) {
    Catalog.Relation relation = relation(table);
    if (relation != null) {
      return FiredTriggers.columns(relation, names);
    }
    Set<ColumnName> columns = new LinkedHashSet<>();
    names.forEach(name -> columns.add(new ColumnName(table, name)));
    return columns;
  }

  private void add(Disclosure disclosure) {
    if (disclosed < MOST) {
      disclosed += facts.disclosures.add(disclosure) ? 1 : 0;
    } else {
      facts.disclosures.add(
          new Disclosure("a constraint", "there are more than are followed", Set.of()));
    }
  }
}
