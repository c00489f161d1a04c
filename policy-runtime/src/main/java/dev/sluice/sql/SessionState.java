package dev.sluice.sql;

import dev.sluice.sql.SessionChange.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a session's past makes of later statements: where names without a schema are looked up, what
 * hides other names, and whether texts are read as they are here. Immutable, and equal to another
 * of the same content.
 *
 * @param schemas where a name without a schema is looked up, in order: the effective search path of
 *     PostgreSQL, the current database of MySQL, the current schema and the search path of H2; null
 *     if that is not known
 * @param temporary tables of the session that hide others of their name, each with its columns, or
 *     none if they are not known
 * @param hiding whether the session may hide any name at all
 * @param foreign whether statements run as somebody else than who connected, so that schemas may be
 *     out of reach that the catalog holds
 * @param unreadable whether a setting may make the database read texts in another way
 */
public record SessionState(
    @Nullable List<String> schemas,
    Map<String, List<String>> temporary,
    boolean hiding,
    boolean foreign,
    boolean unreadable) {

  /** A session of which nothing is known but that its texts are read as usual. */
  public static final SessionState UNKNOWN = new SessionState(null, Map.of(), false, false, false);

  private static final int MOST_TEMPORARY = 200;
  private static final String POSTGRESQL_SYSTEM = "pg_catalog";

  public SessionState {
    schemas = schemas == null ? null : List.copyOf(schemas);
    temporary = Map.copyOf(temporary);
  }

  /** A session that looks names up in these schemas and has changed nothing. */
  public static SessionState of(List<String> schemas) {
    return new SessionState(schemas, Map.of(), false, false, false);
  }

  /** Reads what is known of settings and functions from its files: on a thread that may block. */
  public static void prepare() {
    for (Dialect dialect : Dialect.values()) {
      SettingTable.of(dialect);
      FunctionTable.of(dialect);
    }
  }

  /** Whether a setting has a value with which texts are read as they are here. */
  public static boolean isReadable(String setting, String value, Dialect dialect) {
    return SettingTable.of(dialect).isHarmless(setting, List.of(value));
  }

  /** Whether nothing of it is in doubt. */
  public boolean isKnown() {
    return schemas != null && !hiding && !unreadable;
  }

  /** Whether no name is hidden and texts are read as usual. */
  boolean concealsNothing() {
    return temporary.isEmpty() && !hiding && !unreadable;
  }

  /** As it is when nobody knows any more where names are looked up. */
  public SessionState withUnknownSchemas() {
    return schemas == null ? this : withSchemas(null);
  }

  private SessionState withSchemas(@Nullable List<String> path) {
    return new SessionState(path, temporary, hiding, foreign, unreadable);
  }

  /**
   * As it is after a change that took effect.
   *
   * @param start what the session began with
   */
  public SessionState after(SessionChange change, SessionState start, Dialect dialect) {
    return switch (change.kind()) {
      case HARMLESS, PREPARED, CURSOR, VARIABLE -> this;
      case SCHEMA -> withSchemas(schemasAfter(change, start, dialect));
      case ROLE ->
          dialect.schemaIsDatabase()
              ? this
              : new SessionState(null, temporary, hiding, true, unreadable);
      case SETTING ->
          isOfNoConcern(change.name(), dialect)
              ? this
              : new SessionState(schemas, temporary, hiding, foreign, true);
      case TEMPORARY -> withTemporary(change.name(), change.values());
      case ALL ->
          new SessionState(
              foreign ? null : start.schemas, temporary, hiding, foreign, start.unreadable);
    };
  }

  /** The settings of other sessions, and PostgreSQL's of extensions and of the service's own. */
  private static boolean isOfNoConcern(String setting, Dialect dialect) {
    return setting.startsWith(SessionChange.OTHERS)
        || (dialect == Dialect.POSTGRESQL && setting.indexOf('.') > 0);
  }

  private @Nullable List<String> schemasAfter(
      SessionChange change, SessionState start, Dialect dialect) {
    if (foreign || !change.isKnown()) {
      return null;
    }
    if (change.isReset()) {
      return start.schemas;
    }
    return switch (dialect) {
      case POSTGRESQL -> postgresqlPath(change.values());
      case H2 -> h2Path(change);
      case MYSQL, MARIADB, ORACLE, SQLSERVER, ANSI -> change.values();
    };
  }

  /**
   * PostgreSQL 16, 20.11.1, "search_path": the system's schema comes first where it is not listed.
   * {@code $user} is the name of whoever the statement runs as, and a listed {@code pg_temp} makes
   * the session's objects come later, and new ones temporary: neither is followed.
   */
  private static @Nullable List<String> postgresqlPath(List<String> listed) {
    List<String> path = new ArrayList<>();
    if (!listed.contains(POSTGRESQL_SYSTEM)) {
      path.add(POSTGRESQL_SYSTEM);
    }
    for (String schema : listed) {
      if (schema.equals("$user") || schema.startsWith("pg_temp")) {
        return null;
      }
      path.add(schema);
    }
    return path;
  }

  /** The current schema comes first, then those of the search path. */
  private @Nullable List<String> h2Path(SessionChange change) {
    if (schemas == null || schemas.isEmpty()) {
      return null;
    }
    List<String> path = new ArrayList<>();
    if (change.name().equals("schema")) {
      path.addAll(change.values());
      path.addAll(schemas.subList(1, schemas.size()));
    } else {
      path.add(schemas.get(0));
      path.addAll(change.values());
    }
    return path;
  }

  private SessionState withTemporary(String name, List<String> columns) {
    if (name.isEmpty() || temporary.size() >= MOST_TEMPORARY) {
      return withHiding();
    }
    Map<String, List<String>> more = new HashMap<>(temporary);
    List<String> before = more.put(name, columns);
    if (before != null && !before.equals(columns)) {
      // made IF NOT EXISTS, or made again: it may be the one or the other
      more.put(name, List.of());
    }
    return new SessionState(schemas, more, hiding, foreign, unreadable);
  }

  private SessionState withHiding() {
    return new SessionState(schemas, temporary, true, foreign, unreadable);
  }

  /**
   * As it is after a statement that ran to its end.
   *
   * @param start what the session began with
   * @param localToo whether changes count that end with the transaction
   */
  public SessionState after(SqlFacts facts, SessionState start, boolean localToo) {
    SessionState state = this;
    for (SessionChange change : facts.sessionChanges()) {
      if (localToo || !change.local()) {
        state = state.after(change, start, facts.dialect());
      }
    }
    if (!temporary.isEmpty() && renames(facts)) {
      state = state.withHiding();
    }
    if (mayBeAnything(facts)) {
      return new SessionState(null, state.temporary, state.hiding, state.foreign, true);
    }
    if (!facts.dialect().schemaIsDatabase() && mayRunCode(facts)) {
      // MySQL's routines cannot change the current database: USE is none of their statements
      state = state.withUnknownSchemas();
    }
    return state;
  }

  private boolean renames(SqlFacts facts) {
    if (!facts.effects().contains(Effect.ALTER)) {
      return false;
    }
    for (TableName table : facts.tablesWritten()) {
      if (findTemporary(table.name(), facts.dialect()) != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether a part of the text was not even told into words. */
  private static boolean mayBeAnything(SqlFacts facts) {
    return facts.isOpaque()
        && (facts.effects().isEmpty() || facts.shape().endsWith(CanonicalText.CUT));
  }

  /** Whether code may run in it that is not in its text. */
  private static boolean mayRunCode(SqlFacts facts) {
    if (!facts.isOpaque()) {
      return false;
    }
    if (facts.effects().contains(Effect.CALL) || facts.effects().contains(Effect.EXTERNAL)) {
      return true;
    }
    if (facts.opaque().stream().anyMatch(reason -> reason.contains(FunctionTable.OWN_CODE))) {
      return true;
    }
    FunctionTable known = FunctionTable.of(facts.dialect());
    return facts.functions().stream().anyMatch(function -> known.find(function) == null);
  }

  /** Whether a statement can leave a session other than it found it. */
  public static boolean mayChange(SqlFacts facts) {
    if (facts.isOpaque() || facts.effects().contains(Effect.ALTER)) {
      return true;
    }
    for (SessionChange change : facts.sessionChanges()) {
      if (change.kind() != Kind.HARMLESS) {
        return true;
      }
    }
    return false;
  }

  /** The name under which the session holds a table of this name; null if it holds none. */
  @Nullable String findTemporary(String name, Dialect dialect) {
    if (temporary.isEmpty()) {
      return null;
    }
    if (temporary.containsKey(name)) {
      return name;
    }
    if (dialect != Dialect.POSTGRESQL) {
      Set<String> names = temporary.keySet();
      for (String candidate : names) {
        if (candidate.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
          return candidate;
        }
      }
    }
    return null;
  }
}
