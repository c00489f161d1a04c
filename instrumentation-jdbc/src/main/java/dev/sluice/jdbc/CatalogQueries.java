package dev.sluice.jdbc;

import dev.sluice.catalog.CatalogReader;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.TableCatalog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables, views and the default schemas of a database through a connection that nobody else
 * uses.
 */
public final class CatalogQueries {
  private static final int TIMEOUT_SECONDS = 5;

  private CatalogQueries() {}

  /**
   * Reads the catalog.
   *
   * @return null for a dialect whose catalog is not read
   */
  public static @Nullable TableCatalog read(Connection connection, Dialect dialect)
      throws SQLException {
    CatalogReader reader = readAll(connection, dialect);
    return reader == null ? null : reader.catalog();
  }

  /** As {@link #read}, with whatever else was read. */
  static @Nullable CatalogReader readAll(Connection connection, Dialect dialect)
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
      return reader;
    }
  }
}
