package dev.sluice.jdbc;

import dev.sluice.gate.ResultNames;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.ColumnName;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.OutputColumn;
import dev.sluice.sql.SqlFacts;
import dev.sluice.sql.TableName;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares what a statement was read as with what the database says of its result: the names of the
 * columns, and the table that each comes from, where the driver tells it without a round trip.
 * PostgreSQL's driver would query its catalog for the table, so there the names have to do.
 */
final class CrossCheck {
  private CrossCheck() {}

  /**
   * Finds a column on which the two disagree.
   *
   * @return what they disagree on, for the report; null if nothing was found
   */
  static @Nullable String find(ResultSetMetaData metaData, SqlFacts facts, MaskPlan masks)
      throws SQLException {
    List<OutputColumn> output = facts.output();
    if (masks.columns() < 0 || output.size() != metaData.getColumnCount()) {
      // masked whatever it is, or refused for the number of its columns
      return null;
    }
    for (int column = 1; column <= output.size(); column++) {
      OutputColumn read = output.get(column - 1);
      String label = metaData.getColumnLabel(column);
      String otherName = ResultNames.disagreement(column, read, label);
      if (otherName != null) {
        return otherName;
      }
      if (masks.column(column) == null) {
        ColumnName origin = origin(metaData, column, facts.dialect());
        if (origin != null && masks.baseColumn(origin) != null) {
          return "column " + column + " is read as clear and comes from " + origin;
        }
      }
    }
    return null;
  }

  private static @Nullable ColumnName origin(
      ResultSetMetaData metaData, int column, Dialect dialect) throws SQLException {
    return switch (dialect) {
      case MYSQL, MARIADB -> {
        // the database is what the driver was told to call it
        String catalog = metaData.getCatalogName(column);
        String schema = metaData.getSchemaName(column);
        yield name(catalog == null || catalog.isEmpty() ? schema : catalog, metaData, column);
      }
      case H2 -> name(metaData.getSchemaName(column), metaData, column);
      case POSTGRESQL, ORACLE, SQLSERVER, ANSI -> null;
    };
  }

  private static @Nullable ColumnName name(
      @Nullable String schema, ResultSetMetaData metaData, int column) throws SQLException {
    String table = metaData.getTableName(column);
    String name = metaData.getColumnName(column);
    if (schema == null
        || schema.isEmpty()
        || table == null
        || table.isEmpty()
        || name == null
        || name.isEmpty()) {
      return null;
    }
    return new ColumnName(new TableName(schema, table), name);
  }
}
