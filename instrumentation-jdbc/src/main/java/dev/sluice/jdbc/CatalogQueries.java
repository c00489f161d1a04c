package dev.sluice.jdbc;

import dev.sluice.catalog.CatalogReader;
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
import org.jspecify.annotations.Nullable;

/**
 * Reads tables, views and the default schemas of a database through a connection that nobody else
 * uses.
 */
public final class CatalogQueries {
  private static final int TIMEOUT_SECONDS = 5;

  /** The tables whose changes no rollback takes back. */
  private static final String MYSQL_IRREVOCABLE =
      """
      SELECT t.TABLE_SCHEMA, t.TABLE_NAME
        FROM information_schema.TABLES t
        JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
       WHERE COALESCE(e.TRANSACTIONS, 'NO') <> 'YES'
         AND t.TABLE_SCHEMA NOT IN ('information_schema', 'performance_schema', 'sys')""";

  private CatalogQueries() {}

  /**
   * Reads the catalog.
   *
   * @return null for a dialect whose catalog is not read
   */
  public static @Nullable TableCatalog read(Connection connection, Dialect dialect)
      throws SQLException {
    CatalogReader reader = CatalogReader.of(dialect);
    if (reader == null) {
      return null;
    }
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      for (CatalogReader.Query query : reader.queries()) {
        try (ResultSet rows = statement.executeQuery(query.sql())) {
          boolean wanted = true;
          while (wanted && rows.next()) {
            wanted = reader.row(query, StringRows.row(rows, query.columns()));
          }
        }
      }
      // H2 keeps it for the session, which the service gets
      statement.setQueryTimeout(0);
      return reader.catalog();
    }
  }

  /** The tables of engines without transactions, and views of them, in a dialect that has such. */
  static Set<TableName> irrevocable(Connection connection, Dialect dialect) throws SQLException {
    Set<TableName> tables = new HashSet<>();
    CatalogReader reader = CatalogReader.of(dialect);
    if (reader != null && (dialect == Dialect.MYSQL || dialect == Dialect.MARIADB)) {
      try (Statement statement = connection.createStatement()) {
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        try (ResultSet rows = statement.executeQuery(MYSQL_IRREVOCABLE)) {
          while (rows.next()) {
            tables.add(new TableName(rows.getString(1), rows.getString(2)));
          }
        }
        addViews(tables, definitions(statement, reader.views().sql()));
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
}
