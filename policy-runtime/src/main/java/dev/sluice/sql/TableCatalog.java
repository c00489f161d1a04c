package dev.sluice.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database's whole catalog, held in memory. Immutable and thread-safe; equal to another of the
 * same tables.
 *
 * <p>Names are found exactly first. Except in PostgreSQL, where names that differ in case are
 * different tables, a name that is not found so is looked for without regard to case and taken if
 * only one fits: whether a MySQL server or an H2 database folds names depends on how it was set up.
 */
public final class TableCatalog implements Catalog {
  private final List<String> defaultSchemas;
  private final Map<TableName, Relation> exact = new HashMap<>();
  private final Map<TableName, Relation> folded = new HashMap<>();
  private final Map<String, List<Relation>> byName = new HashMap<>();
  private final boolean caseSensitive;
  private final boolean whole;
  private final Dialect dialect;
  private final SessionState usual;
  private final Set<String> ownRoutines;
  private final SessionCatalog.Views views = new SessionCatalog.Views();

  /**
   * @param defaultSchemas where an unqualified name is looked for, in order: the search path, or
   *     the current database in MySQL
   * @param relations all of them, with the names and columns as the database itself reports them
   */
  public TableCatalog(
      Dialect dialect, List<String> defaultSchemas, Collection<Relation> relations) {
    this(dialect, defaultSchemas, relations, true);
  }

  /**
   * @param whole whether these are all relations; if not, a name without a schema is never found: a
   *     schema that comes earlier may have it
   */
  public TableCatalog(
      Dialect dialect, List<String> defaultSchemas, Collection<Relation> relations, boolean whole) {
    this(dialect, defaultSchemas, relations, whole, Set.of());
  }

  /**
   * @param ownRoutines as {@link #hasOwn} tells; names that no function of the system's bears do no
   *     harm
   */
  public TableCatalog(
      Dialect dialect,
      List<String> defaultSchemas,
      Collection<Relation> relations,
      boolean whole,
      Collection<String> ownRoutines) {
    this.whole = whole;
    FunctionTable known = FunctionTable.of(dialect);
    Set<String> own = new HashSet<>();
    for (String routine : ownRoutines) {
      String name = routine.toLowerCase(Locale.ROOT);
      if (known.find(name) != null || !Character.isLetter(name.codePointAt(0))) {
        own.add(name);
      }
    }
    this.ownRoutines = Set.copyOf(own);
    this.defaultSchemas = List.copyOf(defaultSchemas);
    this.dialect = dialect;
    this.usual = SessionState.of(defaultSchemas);
    this.caseSensitive = dialect == Dialect.POSTGRESQL;
    Map<TableName, Integer> spellings = new HashMap<>();
    for (Relation relation : relations) {
      exact.put(relation.name(), relation);
      byName
          .computeIfAbsent(nameKey(relation.name().name()), key -> new ArrayList<>(1))
          .add(relation);
      if (!caseSensitive) {
        TableName key = lower(relation.name().schema(), relation.name().name());
        spellings.merge(key, 1, Integer::sum);
        folded.put(key, relation);
      }
    }
    folded.keySet().removeIf(key -> spellings.getOrDefault(key, 0) > 1);
  }

  private String nameKey(String name) {
    return caseSensitive ? name : name.toLowerCase(Locale.ROOT);
  }

  @Override
  public List<Relation> named(String name) {
    return Collections.unmodifiableList(byName.getOrDefault(nameKey(name), List.of()));
  }

  private static TableName lower(@Nullable String schema, String name) {
    return new TableName(
        schema == null ? null : schema.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
  }

  @Override
  public @Nullable Relation find(@Nullable String schema, String name) {
    if (schema != null) {
      return findIn(schema, name);
    }
    if (!whole) {
      return null;
    }
    for (String candidate : defaultSchemas) {
      Relation relation = findIn(candidate, name);
      if (relation != null) {
        return relation;
      }
    }
    return findIn(null, name);
  }

  private @Nullable Relation findIn(@Nullable String schema, String name) {
    Relation relation = exact.get(new TableName(schema, name));
    return relation != null || caseSensitive ? relation : folded.get(lower(schema, name));
  }

  /** What is not found makes a statement opaque, also if there are more relations than these. */
  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public String missing(TableName table) {
    return whole
        ? "a table that the catalog does not hold: " + table
        : "the database has more columns than the catalog holds, so it is not clear what is "
            + table;
  }

  @Override
  public boolean hasOwn(String routine) {
    return ownRoutines.contains(routine);
  }

  @Override
  public Catalog in(SessionState state) {
    return usual.equals(state) ? this : views.of(this, dialect, state);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TableCatalog catalog
        && caseSensitive == catalog.caseSensitive
        && whole == catalog.whole
        && ownRoutines.equals(catalog.ownRoutines)
        && defaultSchemas.equals(catalog.defaultSchemas)
        && exact.equals(catalog.exact);
  }

  @Override
  public int hashCode() {
    return exact.hashCode();
  }

  /** All tables and views, in no order. */
  public Collection<Relation> relations() {
    return Collections.unmodifiableCollection(exact.values());
  }

  /** Whether there are no more relations than these. */
  boolean isWhole() {
    return whole;
  }

  /** The number of tables and views. */
  public int size() {
    return exact.size();
  }
}
