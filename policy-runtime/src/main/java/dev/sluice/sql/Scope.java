package dev.sluice.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What names mean inside one SELECT or one writing statement. Confined to one thread. */
final class Scope {
  /** A column that can be named without its table, and where it comes from. */
  record Visible(Field field, Source source) {}

  /** How an alias of the SELECT list competes with a column of the same name. */
  enum AliasRule {
    /** Aliases do not count: in the SELECT list itself, in WHERE and in FROM. */
    NONE,
    /** Either may be meant, depending on the database: GROUP BY, HAVING, inside an expression. */
    EITHER,
    /** The alias is meant: a bare name in ORDER BY. */
    ALIAS
  }

  final @Nullable Scope parent;

  /** Whether the parent's own tables can be named here: not so in a derived table. */
  private final boolean seesParentSources;

  private final Map<String, QueryResult> withQueries = new HashMap<>();

  /** WITH queries that come later in a WITH RECURSIVE, and so may not be a table's name. */
  final Set<String> laterWithQueries = new LinkedHashSet<>();

  final List<Source> sources = new ArrayList<>();

  /** Those of the sources that may have columns which are not known. */
  final List<Source> openSources = new ArrayList<>();

  /** A row whose columns can only be named with its own name: {@code excluded}. */
  @Nullable Source proposedRow;

  List<Visible> visible = new ArrayList<>();
  List<Field> aliases = List.of();
  AliasRule aliasRule = AliasRule.NONE;

  /** What the named windows of the SELECT are made of. */
  Value windows = Value.CONSTANT;

  /** Columns that decide which rows this SELECT gives, those of its subqueries included. */
  final Set<ColumnName> shaping = new LinkedHashSet<>();

  /** Whether finding the rows can make the statement fail, warn, wait or have an effect. */
  boolean partial;

  private final Map<String, List<Source>> sourceIndex = new HashMap<>();
  private int indexedSources;
  private @Nullable ColumnIndex visibleIndex;
  private @Nullable List<Visible> indexedVisible;
  private int indexedColumns;
  private @Nullable ColumnIndex aliasIndex;
  private @Nullable List<Field> indexedAliases;

  Scope(@Nullable Scope parent, boolean seesParentSources) {
    this.parent = parent;
    this.seesParentSources = seesParentSources;
  }

  void define(String name, QueryResult query) {
    withQueries.put(name, query);
  }

  /** The WITH query of that name that is in sight; null if the name is a table's. */
  @Nullable QueryResult withQuery(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      QueryResult query = scope.withQueries.get(name);
      if (query != null) {
        return query;
      }
    }
    return null;
  }

  /** Whether a WITH query in sight has that name but for the case of its letters. */
  boolean hasSimilarWithQuery(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      for (String other : scope.withQueries.keySet()) {
        if (other.equalsIgnoreCase(name) && !other.equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  boolean isLaterWithQuery(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      if (scope.laterWithQueries.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** The next scope outwards whose sources can be named here. */
  @Nullable Scope outer() {
    Scope inner = this;
    Scope scope = parent;
    while (scope != null && !inner.seesParentSources) {
      inner = scope;
      scope = scope.parent;
    }
    return scope;
  }

  /** The sources of that name, in their order. */
  List<Source> sources(String name, ReadContext context) {
    for (; indexedSources < sources.size(); indexedSources++) {
      Source source = sources.get(indexedSources);
      if (source.name() != null) {
        sourceIndex
            .computeIfAbsent(context.key(source.name()), key -> new ArrayList<>())
            .add(source);
      }
    }
    return sourceIndex.getOrDefault(context.key(name), List.of());
  }

  /** The columns that can be named without their table, by name. */
  @SuppressWarnings("ReferenceEquality")
  ColumnIndex visible(ReadContext context) {
    if (visibleIndex == null || indexedVisible != visible) {
      visibleIndex = new ColumnIndex(context, Value::or);
      indexedVisible = visible;
      indexedColumns = 0;
    }
    for (; indexedColumns < visible.size(); indexedColumns++) {
      visibleIndex.add(visible.get(indexedColumns).field(), visible.get(indexedColumns).source());
    }
    return visibleIndex;
  }

  /** The aliases of the SELECT list, by name. */
  @SuppressWarnings("ReferenceEquality")
  ColumnIndex aliases(ReadContext context) {
    if (aliasIndex == null || indexedAliases != aliases) {
      aliasIndex = new ColumnIndex(context, Value::and);
      indexedAliases = aliases;
      for (Field field : aliases) {
        aliasIndex.add(field, null);
      }
    }
    return aliasIndex;
  }

  /** Takes over what decides the rows of a query that is a part of this one. */
  void addRows(QueryResult part) {
    shaping.addAll(part.shaping());
    partial |= part.partial();
  }

  void add(Source source) {
    sources.add(source);
    if (source.fields() == null) {
      openSources.add(source);
    } else {
      for (Field field : source.fields()) {
        visible.add(new Visible(field, source));
      }
    }
  }
}
