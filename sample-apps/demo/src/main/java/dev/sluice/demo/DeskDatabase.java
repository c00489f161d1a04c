package dev.sluice.demo;

import dev.sluice.testing.PostgresServer;
import dev.sluice.testing.SpringBoot;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The database of a desk, which can be made anew from a template, and is looked at over connections
 * of the superuser that the service knows nothing of.
 */
final class DeskDatabase {
  /** The services' role: it owns their databases, as the roles of many services do. */
  static final String ROLE = "desk";

  private final PostgresServer server;
  private final String name;

  private DeskDatabase(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /**
   * Makes the template, with the schema and the rows that the service's own jar brings. The role is
   * there already.
   *
   * @throws UncheckedIOException if the jar cannot be read
   */
  static DeskDatabase prepare(PostgresServer server, String name, Path serviceJar) {
    DeskDatabase database = new DeskDatabase(server, name);
    server.execute("CREATE DATABASE " + database.template() + " OWNER " + ROLE);
    server.executeOn(
        server.jdbcUrl(database.template(), ROLE), SpringBoot.databaseScripts(serviceJar));
    return database;
  }

  private String template() {
    return name + "_template";
  }

  /** Puts a fresh copy of the template in place, whoever is still connected to the old one. */
  void reset() {
    server.execute(
        "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)",
        "CREATE DATABASE " + name + " TEMPLATE " + template() + " OWNER " + ROLE);
  }

  /** Where the service finds it; the user is not part of it. */
  String jdbcUrl() {
    return "jdbc:" + url();
  }

  /** Where a reactive service finds it. */
  String r2dbcUrl() {
    return "r2dbc:" + url();
  }

  private String url() {
    return "postgresql://127.0.0.1:" + server.port() + "/" + name;
  }

  DatabaseState state() {
    return query(
        statement -> {
          List<String> tables = new ArrayList<>();
          try (ResultSet rows =
              statement.executeQuery(
                  "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
            while (rows.next()) {
              tables.add(rows.getString(1));
            }
          }
          SortedMap<String, DatabaseState.Content> contents = new TreeMap<>();
          for (String table : tables) {
            contents.put(table, content(statement, table));
          }
          return new DatabaseState(publicSchema(statement), contents);
        });
  }

  /** The personal data of the customers, which these columns hold. */
  Secrets secrets(String... columns) {
    return query(
        statement -> {
          Map<String, List<String>> values = new LinkedHashMap<>();
          for (String column : columns) {
            List<String> ofColumn = new ArrayList<>();
            try (ResultSet rows =
                statement.executeQuery("SELECT " + column + " FROM public.customers")) {
              while (rows.next()) {
                ofColumn.add(rows.getString(1));
              }
            }
            values.put(column, ofColumn);
          }
          return new Secrets(values);
        });
  }

  /** The texts of all statements that have reached the server so far, whoever sent them. */
  List<String> statementsSoFar() {
    return server.statementLog();
  }

  private static boolean publicSchema(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT count(*) FROM pg_namespace WHERE nspname = 'public'")) {
      rows.next();
      return rows.getInt(1) == 1;
    }
  }

  private static DatabaseState.Content content(Statement statement, String table)
      throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT count(*), coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '')"
                + " FROM public."
                + statement.enquoteIdentifier(table, true)
                + " t")) {
      rows.next();
      return new DatabaseState.Content(rows.getLong(1), rows.getString(2));
    }
  }

  private <T> T query(Query<T> query) {
    String url = server.jdbcUrl(name, server.superuser());
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      return query.over(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look at the database " + name, e);
    }
  }

  @FunctionalInterface
  private interface Query<T> {
    T over(Statement statement) throws SQLException;
  }
}
