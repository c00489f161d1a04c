package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.testing.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL itself says which columns a statement needs: it refuses the statement to a role that
 * may not read one of them. Whatever it needs, the facts name, or the statement is opaque.
 */
class PostgresTruthTest {
  private static final int MADE_UP = 400;

  private static PostgresServer server;
  private static Connection connection;
  private static Catalog catalog;

  @BeforeAll
  static void start() throws SQLException, IOException {
    server = PostgresServer.start();
    server.createRole("reader");
    connection = DriverManager.getConnection(server.jdbcUrl() + "&preferQueryMode=simple");
    try (Statement statement = connection.createStatement()) {
      statement.execute(resource("truth-schema.sql"));
    }
    catalog = Objects.requireNonNull(CatalogQueries.read(connection, Dialect.POSTGRESQL));
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    server.close();
  }

  @Test
  void namesEveryColumnThatAStatementNeeds() throws SQLException, IOException {
    Comparison comparison = new Comparison("statements", oracle());
    List<String> unread = List.of();
    for (String line : resource("truth-statements.txt").split("\n", -1)) {
      if (line.startsWith("- ")) {
        unread = List.of(line.substring(2).split(", ", -1));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        comparison.compare(line, catalog, unread);
        unread = List.of();
      }
    }
    System.out.println(comparison.summary());
    assertThat(comparison.invalid()).isEmpty();
    assertThat(comparison.misses()).isEmpty();
    assertThat(comparison.overNaming()).as(comparison.details()).isLessThan(0.03);
  }

  @Test
  void namesEveryColumnThatAMadeUpStatementNeeds() throws SQLException {
    Comparison comparison = new Comparison("made-up statements", oracle());
    RandomStatements statements = new RandomStatements(20_261_121);
    for (int i = 0; i < MADE_UP; i++) {
      comparison.compare(statements.next(), catalog);
    }
    System.out.println(comparison.summary());
    assertThat(comparison.misses()).isEmpty();
    assertThat(comparison.overNaming()).as(comparison.details()).isLessThan(0.03);
    assertThat(comparison.invalid()).hasSizeLessThan(MADE_UP / 20);
  }

  private static PrivilegeOracle oracle() throws SQLException {
    PrivilegeOracle oracle = new PrivilegeOracle(connection, "reader");
    oracle.learnTables(List.of("public", "archive"));
    return oracle;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PostgresTruthTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
