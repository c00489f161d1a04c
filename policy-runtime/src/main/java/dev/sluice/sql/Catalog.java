package dev.sluice.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the analysis knows of a database's tables. Thread-safe; a catalog object never changes, a
 * newer one replaces it, so its identity can be part of a cache's key.
 */
public interface Catalog {
  /** Knows nothing: every {@code *} is opaque. */
  Catalog EMPTY = (schema, name) -> null;

  /**
   * Finds a table or view.
   *
   * @param schema the schema, folded, or null to look through the session's default schemas
   * @param name the name, folded
   * @return null if it is not known
   */
  @Nullable Relation find(@Nullable String schema, String name);

  /**
   * Whether every table and view of the database is in it. A name that a complete catalog does not
   * hold may be that of a view made since, with any columns behind it, so what is read from it is
   * opaque.
   */
  default boolean isComplete() {
    return false;
  }

  /**
   * Why what is read from a table that {@link #find} does not find is opaque.
   *
   * @param table as it stands in the statement, folded
   * @return null if its columns are what the statement names
   */
  default @Nullable String missing(TableName table) {
    return isComplete() ? "a table that the catalog does not hold: " + table : null;
  }

  /**
   * The catalog in which the names of a view's definition are found: not the session's, as they
   * were bound when the view was made, and are printed for the session that read the catalog.
   */
  default Catalog ofDefinitions() {
    return this;
  }

  /**
   * Whether the database holds a function or an operator of this name that neither its makers nor
   * an extension put there, so that a call that looks like one of the system's may run it.
   *
   * @param routine the name without a schema, folded to lower case, or the operator's symbol
   */
  default boolean hasOwn(String routine) {
    return false;
  }

  /**
   * All tables and views of a name, in whatever schema: what a text may mean that is read elsewhere
   * than in the session, such as a trigger's.
   *
   * @param name folded
   */
  default List<Relation> named(String name) {
    Relation relation = find(null, name);
    return relation == null ? List.of() : List.of(relation);
  }

  /** Why no statement is fully understood at present; null if there is no such reason. */
  default @Nullable String doubt() {
    return null;
  }

  /**
   * The catalog as a session in this state sees it: the same object for an equal state. Here it is
   * that of a catalog which holds no table: where names are looked up then tells nothing.
   */
  default Catalog in(SessionState state) {
    return state.concealsNothing() ? this : SessionCatalog.overNothing(state);
  }

  /**
   * A table or view.
   *
   * @param columns names in the order of {@code SELECT *}
   * @param definition the query of a view, in the database's dialect; null for a table, or for a
   *     view whose definition could not be read, which makes what is read from it opaque
   * @param origins for a column whose values are those of other columns, or are computed from them
   *     by the database itself: which ones. A generated column's are what it is computed from; a
   *     partition's, or another child's, are its parents' columns of that name
   * @param types the classes of the types of those columns for which it is known
   * @param triggers what a write of its rows sets off, where they are rows of another table too
   *     (its parent, one that it refers to) also by a write of that one
   * @param constraints what its rows are held to, and the foreign keys by which others refer to
   *     them
   */
  record Relation(
      TableName name,
      Kind kind,
      List<String> columns,
      @Nullable String definition,
      Map<String, Set<ColumnName>> origins,
      Map<String, ColumnType> types,
      List<Trigger> triggers,
      List<Constraint> constraints) {
    public Relation {
      triggers = List.copyOf(triggers);
      constraints = List.copyOf(constraints);
      types = Map.copyOf(types);
      columns = List.copyOf(columns);
      origins = Map.copyOf(origins);
    }

    /** A table or view whose rows set off no trigger and are held to nothing. */
    public Relation(
        TableName name,
        Kind kind,
        List<String> columns,
        @Nullable String definition,
        Map<String, Set<ColumnName>> origins,
        Map<String, ColumnType> types) {
      this(name, kind, columns, definition, origins, types, List.of(), List.of());
    }

    /** A table or view of whose columns none holds another's values. */
    public Relation(TableName name, Kind kind, List<String> columns, @Nullable String definition) {
      this(name, kind, columns, definition, Map.of(), Map.of());
    }

    /** The same with origins for its columns. */
    public Relation with(Map<String, Set<ColumnName>> others) {
      return new Relation(name, kind, columns, definition, others, types, triggers, constraints);
    }

    /** The same with triggers. */
    public Relation with(List<Trigger> others) {
      return new Relation(name, kind, columns, definition, origins, types, others, constraints);
    }

    /** The same with constraints. */
    public Relation heldTo(List<Constraint> others) {
      return new Relation(name, kind, columns, definition, origins, types, triggers, others);
    }
  }

  /** The kind of a relation. */
  enum Kind {
    TABLE,
    VIEW
  }
}
