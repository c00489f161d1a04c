package dev.sluice.demo;

import dev.sluice.testing.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * The support desk's database, which can be made anew from a template, and is looked at over
 * connections of the superuser that the service knows nothing of.
 */
final class DeskDatabase {
  static final String NAME = "support_desk";

  /** The service's role: it owns the database, as the roles of many services do. */
  static final String ROLE = "desk";

  private static final String TEMPLATE = "support_desk_template";

  private final PostgresServer server;

  private DeskDatabase(PostgresServer server) {
    this.server = server;
  }

  /**
   * Makes the template, with the schema and the rows that the service's own jar brings.
   *
   * @throws UncheckedIOException if the jar cannot be read
   */
  static DeskDatabase prepare(PostgresServer server, Path serviceJar) {
    server.createRole(ROLE);
    server.execute("CREATE DATABASE " + TEMPLATE + " OWNER " + ROLE);
    try (JarFile jar = new JarFile(serviceJar.toFile())) {
      server.executeOn(
          server.jdbcUrl(TEMPLATE, ROLE), script(jar, "schema.sql"), script(jar, "data.sql"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + serviceJar, e);
    }
    return new DeskDatabase(server);
  }

  /** Puts a fresh copy of the template in place, whoever is still connected to the old one. */
  void reset() {
    server.execute(
        "DROP DATABASE IF EXISTS " + NAME + " WITH (FORCE)",
        "CREATE DATABASE " + NAME + " TEMPLATE " + TEMPLATE + " OWNER " + ROLE);
  }

  /** Where the service finds it; the user is not part of it. */
  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + NAME;
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

  /** The personal data of the customers. */
  Secrets secrets() {
    return query(
        statement -> {
          Map<String, List<String>> values = new LinkedHashMap<>();
          for (String column : List.of("card_number", "email", "phone", "ssn")) {
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
    String url = server.jdbcUrl(NAME, server.superuser());
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      return query.over(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look at the database " + NAME, e);
    }
  }

  private static String script(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry("BOOT-INF/classes/" + name);
    if (entry == null) {
      throw new IOException(jar.getName() + " has no " + name);
    }
    try (InputStream content = jar.getInputStream(entry)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @FunctionalInterface
  private interface Query<T> {
    T over(Statement statement) throws SQLException;
  }
}
