package dev.sluice.sql;

import java.util.List;
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
   * A table or view.
   *
   * @param columns names in the order of {@code SELECT *}
   * @param definition the query of a view, in the database's dialect; null for a table, or for a
   *     view whose definition could not be read, which makes what is read from it opaque
   */
  record Relation(TableName name, Kind kind, List<String> columns, @Nullable String definition) {
    public Relation {
      columns = List.copyOf(columns);
    }
  }

  /** The kind of a relation. */
  enum Kind {
    TABLE,
    VIEW
  }
}
