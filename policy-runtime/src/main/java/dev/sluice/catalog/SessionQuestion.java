package dev.sluice.catalog;

import dev.sluice.sql.Dialect;
import dev.sluice.sql.SessionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a session is asked: where it looks names up, as whom it runs, what it hides and how it reads
 * texts. One query, one round trip, only through a connection that is in no transaction. Immutable.
 */
public final class SessionQuestion {
  /** Operators and functions are qualified: the search path may lead to others of their name. */
  private static final String POSTGRESQL =
      """
      SELECT 'schema', s.name, s.place
        FROM pg_catalog.unnest(pg_catalog.current_schemas(true)) WITH ORDINALITY AS s(name, place)
      UNION ALL SELECT 'listed', pg_catalog.current_setting('search_path'), 0
      UNION ALL SELECT 'user', current_user, 0
      UNION ALL SELECT 'strings', pg_catalog.current_setting('standard_conforming_strings'), 0
      UNION ALL SELECT 'encoding', pg_catalog.current_setting('client_encoding'), 0
      UNION ALL SELECT 'temporary', c.relname, 0 FROM pg_catalog.pg_class c
       WHERE c.relnamespace OPERATOR(pg_catalog.=) pg_catalog.pg_my_temp_schema()
      ORDER BY 3""";

  private static final String MYSQL =
      "SELECT DATABASE() AS 'schema', @@sql_mode AS 'modes', @@character_set_client AS 'encoding'";

  private static final String H2 =
      """
      SELECT 'schema', SCHEMA()
      UNION ALL SELECT 'path', CURRENT_PATH
      UNION ALL SELECT 'temporary', TABLE_NAME FROM INFORMATION_SCHEMA.TABLES
       WHERE TABLE_TYPE = 'LOCAL TEMPORARY'
      UNION ALL SELECT SETTING_NAME, SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS
       WHERE SETTING_NAME IN ('MODE', 'NON_KEYWORDS')""";

  private static final String[] MYSQL_NAMES = {"schema", "modes", "encoding"};

  private final Dialect dialect;
  private final String sql;
  private final int columns;

  private SessionQuestion(Dialect dialect, String sql, int columns) {
    this.dialect = dialect;
    this.sql = sql;
    this.columns = columns;
  }

  /** The question for a dialect; null if its sessions are not asked. */
  public static @Nullable SessionQuestion of(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> new SessionQuestion(dialect, POSTGRESQL, 2);
      case MYSQL, MARIADB -> new SessionQuestion(dialect, MYSQL, MYSQL_NAMES.length);
      case H2 -> new SessionQuestion(dialect, H2, 2);
      case ORACLE, SQLSERVER, ANSI -> null;
    };
  }

  /** The query to send. */
  public String sql() {
    return sql;
  }

  /** How many columns of its rows are read, each as a string. */
  public int columns() {
    return columns;
  }

  /**
   * What a session answered.
   *
   * @param user as whom it runs; empty where that changes no name
   * @param reading the settings that a text's meaning depends on
   */
  public record Answer(SessionState state, String user, Map<String, String> reading) {}

  /** What the rows of the query amount to. */
  public Answer answer(List<@Nullable String[]> rows) {
    return switch (dialect) {
      case POSTGRESQL -> postgresql(byName(rows));
      case MYSQL, MARIADB -> mysql(byColumn(rows), dialect);
      case H2 -> h2(byName(rows));
      case ORACLE, SQLSERVER, ANSI -> throw new IllegalStateException(dialect.name());
    };
  }

  private static Answer postgresql(Map<String, List<String>> rows) {
    List<String> schemas = new ArrayList<>();
    for (String schema : all(rows, "schema")) {
      if (!schema.startsWith("pg_temp")) {
        schemas.add(schema);
      }
    }
    Map<String, String> reading = reading(rows, "strings", "encoding");
    boolean readable =
        reading.getOrDefault("strings", "").equals("on")
            && reading.getOrDefault("encoding", "").equals("UTF8");
    // listed, the session's own schema gets new objects, and its place is another
    boolean followed = !only(rows, "listed").contains("pg_temp");
    SessionState state =
        new SessionState(followed ? schemas : null, temporary(rows), false, false, !readable);
    return new Answer(state, only(rows, "user"), reading);
  }

  private static Answer mysql(Map<String, List<String>> rows, Dialect dialect) {
    Map<String, String> reading = reading(rows, "modes", "encoding");
    boolean readable =
        SessionState.isReadable("sql_mode", reading.getOrDefault("modes", ""), dialect)
            && SessionState.isReadable(
                "character_set_client", reading.getOrDefault("encoding", ""), dialect);
    SessionState state = new SessionState(all(rows, "schema"), Map.of(), false, false, !readable);
    return new Answer(state, "", reading);
  }

  private static Answer h2(Map<String, List<String>> rows) {
    List<String> schemas = new ArrayList<>(all(rows, "schema"));
    schemas.addAll(quoted(only(rows, "path")));
    SessionState state = new SessionState(schemas, temporary(rows), false, false, false);
    return new Answer(state, "", reading(rows, "MODE", "NON_KEYWORDS"));
  }

  /** The names of {@code "A", "B"}. */
  private static List<String> quoted(String list) {
    List<String> names = new ArrayList<>();
    int open = list.indexOf('"');
    while (open >= 0) {
      StringBuilder name = new StringBuilder();
      int index = open + 1;
      while (index < list.length()) {
        char c = list.charAt(index);
        if (c == '"') {
          if (index + 1 >= list.length() || list.charAt(index + 1) != '"') {
            break;
          }
          index++;
        }
        name.append(c);
        index++;
      }
      names.add(name.toString());
      open = list.indexOf('"', index + 1);
    }
    return names;
  }

  private static Map<String, List<String>> temporary(Map<String, List<String>> rows) {
    Map<String, List<String>> temporary = new HashMap<>();
    for (String name : all(rows, "temporary")) {
      temporary.put(name, List.of());
    }
    return temporary;
  }

  private static Map<String, String> reading(Map<String, List<String>> rows, String... names) {
    Map<String, String> reading = new TreeMap<>();
    for (String name : Set.of(names)) {
      reading.put(name, only(rows, name));
    }
    return reading;
  }

  private static List<String> all(Map<String, List<String>> rows, String name) {
    return rows.getOrDefault(name, List.of());
  }

  private static String only(Map<String, List<String>> rows, String name) {
    return String.join(",", all(rows, name));
  }

  /** The values of a single row by the names of its columns. */
  private static Map<String, List<String>> byColumn(List<@Nullable String[]> rows) {
    Map<String, List<String>> columns = new HashMap<>();
    for (@Nullable String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        if (row[i] != null) {
          columns.put(MYSQL_NAMES[i], List.of(row[i]));
        }
      }
    }
    return columns;
  }

  /** The second values of rows by their first. */
  private static Map<String, List<String>> byName(List<@Nullable String[]> rows) {
    Map<String, List<String>> values = new HashMap<>();
    for (@Nullable String[] row : rows) {
      String name = row[0];
      String value = row[1];
      if (name != null && value != null) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      }
    }
    return values;
  }
}
