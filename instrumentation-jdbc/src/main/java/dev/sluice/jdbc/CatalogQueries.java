package dev.sluice.jdbc;

import dev.sluice.sql.Catalog.Kind;
import dev.sluice.sql.Catalog.Relation;
import dev.sluice.sql.ColumnType;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.TableCatalog;
import dev.sluice.sql.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables, views and the default schemas of a database through a connection that nobody else
 * uses. One query for columns, one for views, one for the names of functions, one for the search
 * path.
 */
public final class CatalogQueries {
  private static final int TIMEOUT_SECONDS = 5;

  /** Some 40 MB. A database with more is known in part, and what is not known is opaque. */
  private static final int MOST_COLUMNS = 200_000;

  // The system relations named here hold values of the users' columns, or other sessions'
  // statements: a view without a definition is opaque to the analysis.
  private static final String POSTGRESQL_COLUMNS =
      """
      SELECT n.nspname, c.relname,
             CASE WHEN c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                       OR c.relname IN ('pg_statistic', 'pg_statistic_ext_data', 'pg_stats',
                          'pg_stats_ext', 'pg_stats_ext_exprs', 'pg_stat_activity', 'pg_largeobject')
                  THEN 'VIEW' ELSE 'TABLE' END,
             a.attname,
             CASE WHEN a.atttypid IN ('pg_catalog.text'::pg_catalog.regtype,
                                      'pg_catalog.varchar'::pg_catalog.regtype,
                                      'pg_catalog.bpchar'::pg_catalog.regtype)
                       AND a.attcollation IN (SELECT o.oid FROM pg_catalog.pg_collation o
                                               WHERE o.collname IN ('default', 'C', 'POSIX'))
                  THEN 'TEXT'
                  WHEN a.atttypid IN ('pg_catalog.int2'::pg_catalog.regtype,
                                      'pg_catalog.int4'::pg_catalog.regtype,
                                      'pg_catalog.int8'::pg_catalog.regtype,
                                      'pg_catalog.numeric'::pg_catalog.regtype)
                  THEN 'NUMBER'
                  WHEN a.atttypid IN ('pg_catalog.date'::pg_catalog.regtype,
                                      'pg_catalog.timestamp'::pg_catalog.regtype)
                  THEN 'MOMENT'
                  WHEN a.atttypid = 'pg_catalog.bool'::pg_catalog.regtype THEN 'BOOLEAN' END
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
       WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
         AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%'
         AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
       ORDER BY n.nspname, c.relname, a.attnum""";

  private static final String POSTGRESQL_VIEWS =
      """
      SELECT n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')""";

  private static final String POSTGRESQL_SCHEMAS =
      "SELECT unnest(pg_catalog.current_schemas(true))";

  /** Of each child of a table, and each partition, the parent. */
  private static final String POSTGRESQL_PARENTS =
      """
      SELECT cn.nspname, c.relname, pn.nspname, p.relname
        FROM pg_catalog.pg_inherits i
        JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
        JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
        JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
        JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
       WHERE c.relkind IN ('r', 'p', 'f')""";

  /**
   * Functions and operators that are neither the system's nor an extension's: PostgreSQL prefers
   * the one that fits the operands best to the system's (PostgreSQL 18, 10.2 and 10.3).
   */
  private static final String POSTGRESQL_ROUTINES =
      """
      SELECT DISTINCT p.proname
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND p.prorettype NOT IN ('pg_catalog.trigger'::pg_catalog.regtype,
                                  'pg_catalog.event_trigger'::pg_catalog.regtype)
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                          WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                            AND d.objid = p.oid AND d.deptype = 'e')
       UNION
      SELECT DISTINCT o.oprname
        FROM pg_catalog.pg_operator o
        JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
       WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                          WHERE d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                            AND d.objid = o.oid AND d.deptype = 'e')""";

  /**
   * A stored function hides none of the server's own, but of the known names no server has all:
   * MariaDB lacks some of MySQL's.
   */
  private static final String ROUTINES =
      "SELECT DISTINCT ROUTINE_NAME FROM INFORMATION_SCHEMA.ROUTINES"
          + " WHERE ROUTINE_TYPE = 'FUNCTION' AND ROUTINE_SCHEMA <> 'sys'";

  private static final String GENERATED =
      """
      SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, GENERATION_EXPRESSION
        FROM INFORMATION_SCHEMA.COLUMNS
       WHERE GENERATION_EXPRESSION <> ''""";

  private static final String MYSQL_COLUMNS =
      """
      SELECT c.TABLE_SCHEMA, c.TABLE_NAME,
             CASE WHEN t.TABLE_TYPE LIKE '%VIEW%' AND t.TABLE_TYPE <> 'SYSTEM VIEW'
                  THEN 'VIEW' ELSE 'TABLE' END,
             c.COLUMN_NAME,
             CASE WHEN c.DATA_TYPE IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext')
                  THEN 'TEXT'
                  WHEN c.DATA_TYPE IN ('tinyint', 'smallint', 'mediumint', 'int', 'bigint', 'decimal',
                                       'float', 'double')
                  THEN 'NUMBER'
                  WHEN c.DATA_TYPE IN ('date', 'datetime', 'timestamp') THEN 'MOMENT' END
        FROM information_schema.COLUMNS c
        JOIN information_schema.TABLES t
          ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
       WHERE c.TABLE_SCHEMA NOT IN ('performance_schema', 'sys')
       ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION""";

  private static final String MYSQL_VIEWS =
      "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS"
          + " WHERE TABLE_SCHEMA <> 'sys'";

  private static final String MYSQL_SCHEMAS = "SELECT DATABASE()";

  /** The tables whose changes no rollback takes back. */
  private static final String MYSQL_IRREVOCABLE =
      """
      SELECT t.TABLE_SCHEMA, t.TABLE_NAME
        FROM information_schema.TABLES t
        JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
       WHERE COALESCE(e.TRANSACTIONS, 'NO') <> 'YES'
         AND t.TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'sys')""";

  private static final String H2_COLUMNS =
      """
      SELECT C.TABLE_SCHEMA, C.TABLE_NAME,
             CASE WHEN T.TABLE_TYPE = 'VIEW' AND T.TABLE_SCHEMA <> 'INFORMATION_SCHEMA'
                  THEN 'VIEW' ELSE 'TABLE' END,
             C.COLUMN_NAME,
             CASE WHEN C.DATA_TYPE IN ('CHARACTER', 'CHARACTER VARYING', 'VARCHAR_IGNORECASE')
                  THEN 'TEXT'
                  WHEN C.DATA_TYPE IN ('TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'NUMERIC')
                  THEN 'NUMBER'
                  WHEN C.DATA_TYPE IN ('DATE', 'TIMESTAMP') THEN 'MOMENT'
                  WHEN C.DATA_TYPE = 'BOOLEAN' THEN 'BOOLEAN' END
        FROM INFORMATION_SCHEMA.COLUMNS C
        JOIN INFORMATION_SCHEMA.TABLES T
          ON T.TABLE_SCHEMA = C.TABLE_SCHEMA AND T.TABLE_NAME = C.TABLE_NAME
       ORDER BY C.TABLE_SCHEMA, C.TABLE_NAME, C.ORDINAL_POSITION""";

  private static final String H2_VIEWS =
      "SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM INFORMATION_SCHEMA.VIEWS";

  private static final String H2_SCHEMAS = "SELECT SCHEMA()";

  private CatalogQueries() {}

  /**
   * Reads the catalog.
   *
   * @return null for a dialect whose catalog is not read
   */
  public static @Nullable TableCatalog read(Connection connection, Dialect dialect)
      throws SQLException {
    return switch (dialect) {
      case POSTGRESQL ->
          read(connection, dialect, POSTGRESQL_COLUMNS, POSTGRESQL_VIEWS, POSTGRESQL_SCHEMAS);
      case MYSQL, MARIADB -> read(connection, dialect, MYSQL_COLUMNS, MYSQL_VIEWS, MYSQL_SCHEMAS);
      case H2 -> read(connection, dialect, H2_COLUMNS, H2_VIEWS, H2_SCHEMAS);
      case ORACLE, SQLSERVER, ANSI -> null;
    };
  }

  /** The tables of engines without transactions, and views of them, in a dialect that has such. */
  static Set<TableName> irrevocable(Connection connection, Dialect dialect) throws SQLException {
    Set<TableName> tables = new HashSet<>();
    if (dialect == Dialect.MYSQL || dialect == Dialect.MARIADB) {
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        try (ResultSet rows = statement.executeQuery(MYSQL_IRREVOCABLE)) {
          while (rows.next()) {
            tables.add(new TableName(rows.getString(1), rows.getString(2)));
          }
        }
        addViews(tables, definitions(statement, MYSQL_VIEWS));
      }
    }
    return tables;
  }

  /** Adds the views that name any of the tables, and those that name these: servers qualify all. */
  private static void addViews(Set<TableName> tables, Map<TableName, String> views) {
    boolean found;
    do {
      List<String> names = new ArrayList<>();
      tables.forEach(table -> names.add(quoted(table.schema()) + "." + quoted(table.name())));
      found = false;
      for (Map.Entry<TableName, String> view : views.entrySet()) {
        if (names.stream().anyMatch(view.getValue()::contains)) {
          found |= tables.add(view.getKey());
        }
      }
    } while (found);
  }

  private static String quoted(@Nullable String name) {
    return name == null ? "" : "`" + name.replace("`", "``") + "`";
  }

  private static TableCatalog read(
      Connection connection, Dialect dialect, String columns, String views, String schemas)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      Map<TableName, String> definitions = definitions(statement, views);
      Origins origins = new Origins();
      if (dialect == Dialect.POSTGRESQL) {
        forEach(
            statement,
            POSTGRESQL_PARENTS,
            row -> origins.inherits(new TableName(row[0], row[1]), new TableName(row[2], row[3])));
      }
      forEach(
          statement,
          GENERATED,
          row -> origins.generated(new TableName(row[0], row[1]), row[2], row[3]));
      List<String> routines = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(dialect == Dialect.POSTGRESQL ? POSTGRESQL_ROUTINES : ROUTINES)) {
        while (rows.next()) {
          routines.add(rows.getString(1));
        }
      }
      List<Relation> relations = new ArrayList<>();
      boolean whole = relations(statement, columns, definitions, relations);
      List<String> path = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery(schemas)) {
        while (rows.next()) {
          String schema = rows.getString(1);
          if (schema != null) {
            path.add(schema);
          }
        }
      }
      // H2 keeps it for the session, which the service gets
      statement.setQueryTimeout(0);
      return new TableCatalog(dialect, path, origins.addTo(relations), whole, routines);
    }
  }

  private static Map<TableName, String> definitions(Statement statement, String query)
      throws SQLException {
    Map<TableName, String> definitions = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String definition = rows.getString(3);
        if (definition != null && !definition.isBlank()) {
          definitions.put(new TableName(rows.getString(1), rows.getString(2)), definition);
        }
      }
    }
    return definitions;
  }

  private static void forEach(Statement statement, String query, Consumer<String[]> reader)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String[] row = new String[4];
        for (int i = 0; i < row.length; i++) {
          String value = rows.getString(i + 1);
          row[i] = value == null ? "" : value;
        }
        reader.accept(row);
      }
    }
  }

  /**
   * Reads tables and views with their columns.
   *
   * @return whether these are all; if there are more columns than {@link #MOST_COLUMNS}, the table
   *     at which the bound was met is left out with all that follow
   */
  private static boolean relations(
      Statement statement,
      String query,
      Map<TableName, String> definitions,
      List<Relation> relations)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      TableName table = null;
      Kind kind = Kind.TABLE;
      List<String> columns = new ArrayList<>();
      Map<String, ColumnType> types = new HashMap<>();
      int count = 0;
      while (rows.next()) {
        if (++count > MOST_COLUMNS) {
          return false;
        }
        TableName next = new TableName(rows.getString(1), rows.getString(2));
        if (!next.equals(table)) {
          if (table != null) {
            relations.add(
                new Relation(table, kind, columns, definitions.get(table), Map.of(), types));
          }
          table = next;
          kind = Kind.valueOf(rows.getString(3));
          columns = new ArrayList<>();
          types = new HashMap<>();
        }
        columns.add(rows.getString(4));
        String type = rows.getString(5);
        if (type != null) {
          types.put(rows.getString(4), ColumnType.valueOf(type));
        }
      }
      if (table != null) {
        relations.add(new Relation(table, kind, columns, definitions.get(table), Map.of(), types));
      }
      return true;
    }
  }
}
