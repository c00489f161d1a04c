package dev.sluice.benchmarks.coverage;

import dev.sluice.jdbc.CatalogQueries;
import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.testing.MariaDbServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An embedded MariaDB with the tables of databases of the embedded PostgreSQL. */
final class MariaDbGround implements AutoCloseable {
  /** "You have an error in your SQL syntax". */
  private static final int SYNTAX_ERROR = 1064;

  private static final String COLUMNS =
      "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns"
          + " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
          + " ORDER BY table_schema, table_name, ordinal_position";

  private final MariaDbServer server = MariaDbServer.start();

  /** Creates a database with tables like those that the connection leads to. */
  Connection createLike(String name, Connection postgres) throws SQLException {
    server.createDatabase(name);
    Map<String, StringBuilder> tables = new LinkedHashMap<>();
    try (Statement statement = postgres.createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        StringBuilder columns =
            tables.computeIfAbsent(quoted(rows.getString(2)), table -> new StringBuilder());
        columns.append(columns.isEmpty() ? "" : ", ");
        columns.append(quoted(rows.getString(3))).append(' ').append(type(rows.getString(4)));
      }
    }
    Connection connection = DriverManager.getConnection(server.jdbcUrl(name));
    try (Statement statement = connection.createStatement()) {
      for (Map.Entry<String, StringBuilder> table : tables.entrySet()) {
        statement.execute("CREATE TABLE " + table.getKey() + " (" + table.getValue() + ")");
      }
    }
    return connection;
  }

  Connection open(String database) throws SQLException {
    server.createDatabase(database);
    return DriverManager.getConnection(server.jdbcUrl(database));
  }

  private static String quoted(String name) {
    return '`' + name + '`';
  }

  private static String type(String postgresType) {
    return switch (postgresType) {
      case "integer", "bigint", "boolean", "date" -> postgresType;
      case "real", "double precision" -> "double";
      case "numeric" -> "decimal(20, 4)";
      case "timestamp without time zone" -> "datetime";
      default -> "text";
    };
  }

  static Catalog catalog(Connection connection) throws SQLException {
    return Objects.requireNonNull(CatalogQueries.read(connection, Dialect.MARIADB));
  }

  /** Prepares a statement, without running it. */
  static @Nullable SQLException prepare(Connection connection, String sql) {
    try (PreparedStatement text = connection.prepareStatement("SET @sluice_trial = ?");
        Statement statement = connection.createStatement()) {
      text.setString(1, sql);
      text.execute();
      statement.execute("PREPARE sluice_trial FROM @sluice_trial");
      statement.execute("DEALLOCATE PREPARE sluice_trial");
      return null;
    } catch (SQLException problem) {
      return problem;
    }
  }

  static boolean isInGrammar(Connection connection, String sql) {
    SQLException problem = prepare(connection, sql);
    return problem == null || problem.getErrorCode() != SYNTAX_ERROR;
  }

  @Override
  public void close() {
    server.close();
  }
}
