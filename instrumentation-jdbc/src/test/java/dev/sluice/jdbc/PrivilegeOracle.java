package dev.sluice.jdbc;

import dev.sluice.sql.ColumnName;
import dev.sluice.sql.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Asks PostgreSQL which columns a statement needs: those without whose SELECT privilege it refuses
 * the statement.
 *
 * <p>Privileges are checked when a statement's execution starts, and EXPLAIN starts it without
 * running it. A role that may do everything loses, in a transaction that is rolled back, SELECT on
 * one table; if the statement is refused then, the table's columns are taken away one by one.
 * PostgreSQL needs more than a statement reads in a few cases, which the caller has to know: a
 * system column such as {@code ctid} needs all columns; so does a column that only a {@code *} in a
 * subquery mentions and nothing outside names. Views must be made with {@code security_invoker}, or
 * their tables are checked against the view's owner. What a function's body reads does not show.
 */
final class PrivilegeOracle {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final Connection connection;
  private final String role;
  private final Map<TableName, List<String>> tables = new LinkedHashMap<>();
  private final List<String> schemas = new ArrayList<>();
  private int checks;

  /**
   * @param connection a superuser's, in auto-commit mode and with the simple query protocol
   * @param role a role that exists and has no rights
   */
  PrivilegeOracle(Connection connection, String role) {
    this.connection = connection;
    this.role = role;
  }

  /** How many times a statement was put to PostgreSQL with a privilege missing. */
  int checks() {
    return checks;
  }

  /** Takes note of the tables of the schemas, and lets the role do everything with them. */
  void learnTables(List<String> names) throws SQLException {
    tables.clear();
    schemas.clear();
    names.forEach(name -> schemas.add(quoted(name)));
    try (Statement statement = connection.createStatement()) {
      for (String schema : names) {
        String name = quoted(schema);
        statement.execute("GRANT ALL ON SCHEMA " + name + " TO " + role);
        statement.execute("GRANT ALL ON ALL TABLES IN SCHEMA " + name + " TO " + role);
        statement.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA " + name + " TO " + role);
        String query =
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                + " WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped"
                + " AND c.relnamespace = '"
                + name
                + "'::regnamespace ORDER BY c.relname, a.attnum";
        try (ResultSet rows = statement.executeQuery(query)) {
          while (rows.next()) {
            tables
                .computeIfAbsent(
                    new TableName(schema, rows.getString(1)), table -> new ArrayList<>())
                .add(rows.getString(2));
          }
        }
      }
    }
  }

  /** Whether the oracle looks after a column. */
  boolean knows(ColumnName column) {
    List<String> columns = tables.get(column.table());
    return columns != null && columns.contains(column.column());
  }

  /** The columns of a table that the oracle knows. */
  List<String> columns(TableName table) {
    return tables.getOrDefault(table, List.of());
  }

  /** Whether PostgreSQL refuses the statement if the column does not exist at all. */
  boolean isNamed(String sql, ColumnName column) throws SQLException {
    String drop =
        "ALTER TABLE %s.%s DROP COLUMN %s CASCADE;"
            .formatted(
                quoted(String.valueOf(column.table().schema())),
                quoted(column.table().name()),
                quoted(column.column()));
    return refusal(sql, drop) != null;
  }

  /**
   * Puts a statement to PostgreSQL, once with all privileges and then with one less at a time.
   *
   * @return the columns that the statement needs; null if PostgreSQL does not accept it even of a
   *     role that may do everything
   */
  @Nullable Set<ColumnName> needed(String sql) throws SQLException {
    if (refusal(sql, "") != null) {
      return null;
    }
    Set<ColumnName> needed = new LinkedHashSet<>();
    String everything = "REVOKE SELECT ON ALL TABLES IN SCHEMA " + String.join(", ", schemas);
    if (!isRefused(sql, everything + " FROM " + role + ";")) {
      return needed;
    }
    for (Map.Entry<TableName, List<String>> table : tables.entrySet()) {
      if (isRefusedWithout(sql, table.getKey(), table.getValue(), table.getValue())) {
        for (String column : table.getValue()) {
          if (isRefusedWithout(sql, table.getKey(), table.getValue(), List.of(column))) {
            needed.add(new ColumnName(table.getKey(), column));
          }
        }
      }
    }
    return needed;
  }

  private boolean isRefusedWithout(
      String sql, TableName table, List<String> columns, List<String> missing) throws SQLException {
    String name = quoted(String.valueOf(table.schema())) + "." + quoted(table.name());
    StringBuilder privileges =
        new StringBuilder("REVOKE SELECT ON " + name + " FROM " + role + ";");
    List<String> rest = new ArrayList<>(columns);
    rest.removeAll(missing);
    if (!rest.isEmpty()) {
      rest.replaceAll(PrivilegeOracle::quoted);
      privileges.append("GRANT SELECT (" + String.join(", ", rest) + ") ON ");
      privileges.append(name + " TO " + role + ";");
    }
    return isRefused(sql, privileges.toString());
  }

  private boolean isRefused(String sql, String privileges) throws SQLException {
    checks++;
    SQLException refusal = refusal(sql, privileges);
    if (refusal != null && !INSUFFICIENT_PRIVILEGE.equals(refusal.getSQLState())) {
      throw new IllegalStateException("refused for another reason: " + sql, refusal);
    }
    return refusal != null;
  }

  private @Nullable SQLException refusal(String sql, String privileges) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("BEGIN");
      try {
        statement.execute(privileges + "SET LOCAL ROLE " + role);
        start(statement, sql);
        return null;
      } catch (SQLException refused) {
        return refused;
      } finally {
        statement.execute("ROLLBACK");
      }
    }
  }

  private void start(Statement statement, String sql) throws SQLException {
    String word = sql.strip().split("\\W", 2)[0].toUpperCase(Locale.ROOT);
    switch (word) {
      case "COPY" -> {
        try (OutputStream nowhere = OutputStream.nullOutputStream()) {
          connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql, nowhere);
        } catch (IOException impossible) {
          throw new UncheckedIOException(impossible);
        }
      }
      case "EXPLAIN" -> statement.execute(sql);
      default -> statement.execute("EXPLAIN " + sql);
    }
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
