package dev.sluice.sql;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A catalog as one session sees it. Immutable and thread-safe. */
final class SessionCatalog implements Catalog {
  private static final String TEMPORARY_SCHEMA = "pg_temp";

  private static final Views OVER_NOTHING = new Views();

  private final Catalog base;
  private final Dialect dialect;
  private final SessionState state;

  SessionCatalog(Catalog base, Dialect dialect, SessionState state) {
    this.base = base;
    this.dialect = dialect;
    this.state = state;
  }

  /** The view of a session of a database whose tables are not known. */
  static Catalog overNothing(SessionState state) {
    // of the dialect only matters whether names are told apart by case: here they are not
    return OVER_NOTHING.of(Catalog.EMPTY, Dialect.ANSI, state);
  }

  @Override
  public @Nullable Relation find(@Nullable String schema, String name) {
    String own = hidden(schema, name);
    if (own != null) {
      List<String> columns = state.temporary().getOrDefault(own, List.of());
      return columns.isEmpty() ? null : temporary(new TableName(TEMPORARY_SCHEMA, own), columns);
    }
    if (schema != null) {
      return base.find(schema, name);
    }
    if (state.schemas() != null && isWhole()) {
      for (String candidate : state.schemas()) {
        Relation relation = base.find(candidate, name);
        if (relation != null) {
          return relation;
        }
      }
    }
    return null;
  }

  private static Relation temporary(TableName name, List<String> columns) {
    return new Relation(name, Kind.TABLE, columns, null)
        .heldTo(List.of(Constraint.ofTemporary(name, columns)));
  }

  private boolean isWhole() {
    return !(base instanceof TableCatalog tables) || tables.isWhole();
  }

  /** In PostgreSQL only names without a schema, or with the session's own, can mean its objects. */
  private @Nullable String hidden(@Nullable String schema, String name) {
    boolean reachable =
        schema == null || dialect != Dialect.POSTGRESQL || schema.startsWith(TEMPORARY_SCHEMA);
    return reachable ? state.findTemporary(name, dialect) : null;
  }

  @Override
  public @Nullable String missing(TableName table) {
    if (state.hiding() || hidden(table.schema(), table.name()) != null) {
      return "a name that an object of the session may hide: " + table;
    }
    if (table.schema() == null && state.schemas() == null && base.isComplete()) {
      return "nobody knows in which schema this session looks for " + table;
    }
    return base.missing(table);
  }

  @Override
  public @Nullable String doubt() {
    if (state.unreadable()) {
      return "the session has settings that may change how a statement is read";
    }
    return state.hiding() ? "the session has objects that may hide any name" : null;
  }

  @Override
  public Catalog ofDefinitions() {
    return base;
  }

  @Override
  public boolean hasOwn(String routine) {
    return base.hasOwn(routine);
  }

  @Override
  public List<Relation> named(String name) {
    return base.named(name);
  }

  @Override
  public boolean isComplete() {
    return base.isComplete();
  }

  @Override
  public Catalog in(SessionState other) {
    return other.equals(state) ? this : base.in(other);
  }

  /** The views of one catalog, one for each state: the same object for an equal state. */
  static final class Views {
    /** A service with a schema for each of its customers has many; others have two or three. */
    private static final int MOST = 2_000;

    private final ConcurrentMap<SessionState, Catalog> views = new ConcurrentHashMap<>();

    Catalog of(Catalog base, Dialect dialect, SessionState state) {
      Catalog known = views.get(state);
      if (known != null) {
        return known;
      }
      if (views.size() >= MOST) {
        // those still in use are made again, and what was remembered with them is read again
        views.clear();
      }
      return views.computeIfAbsent(state, key -> new SessionCatalog(base, dialect, key));
    }
  }
}
