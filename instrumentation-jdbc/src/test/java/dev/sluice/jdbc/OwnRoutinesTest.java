package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlAnalyzer;
import dev.sluice.sql.SqlFacts;
import dev.sluice.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions and operators of the database's own that are called where the system's would be. */
class OwnRoutinesTest {
  private static PostgresServer server;
  private static Connection connection;
  private static Catalog catalog;

  @BeforeAll
  static void start() throws SQLException {
    server = PostgresServer.start();
    connection = DriverManager.getConnection(server.jdbcUrl() + "&preferQueryMode=simple");
    try (Statement statement = connection.createStatement()) {
      statement.execute("create table badges (code varchar(20), secret varchar(20))");
      statement.execute("insert into badges values ('a', 'hush')");
      statement.execute(
          "create function upper(varchar) returns text language sql"
              + " as $$select secret from badges$$");
      statement.execute(
          "create function same(varchar, varchar) returns boolean language sql as $$select true$$");
      statement.execute(
          "create operator = (leftarg = varchar, rightarg = varchar, function = same)");
      statement.execute("create function badge() returns int language sql as $$select 1$$");
      statement.execute("create extension if not exists citext");
    }
    catalog = Objects.requireNonNull(CatalogQueries.read(connection, Dialect.POSTGRESQL));
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    server.close();
  }

  @Test
  void areWhatTheDatabaseCalls() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select upper(code), code = 'b' from badges")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("hush");
      assertThat(row.getBoolean(2)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select upper(code) from badges",
        "select \"upper\"(code) from badges",
        "select b.n from badges, upper(code) as b(n)",
        "select code from badges where code = 'b'",
        "select code from badges where code in ('b')",
        "select nullif(code, 'b') from badges",
        "select case code when 'b' then 1 end from badges",
        "select code is distinct from 'b' from badges",
        "select a.code from badges a join badges b using (code)",
        "select count(*) from badges a natural join badges b",
      })
  void makeAStatementOpaque(String sql) {
    assertThat(facts(sql).isOpaque()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select pg_catalog.upper(code) from badges",
        "select lower(code) from badges",
        "select code from badges where code > 'b' and code <> 'c'",
        "select code from badges order by code",
      })
  void hideNothingElse(String sql) {
    assertThat(facts(sql).opaque()).isEmpty();
  }

  /** Those of citext are the extension's: lower, replace, and {@code <>} among the operators. */
  @Test
  void areNotThoseOfAnExtension() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
                    + " where n.nspname = 'public' and p.proname = 'replace'")) {
      row.next();
      assertThat(row.getInt(1)).isPositive();
    }
    assertThat(catalog.hasOwn("replace")).isFalse();
    assertThat(catalog.hasOwn("<>")).isFalse();
    assertThat(catalog.hasOwn("upper")).isTrue();
    assertThat(catalog.hasOwn("=")).isTrue();
  }

  private static SqlFacts facts(String sql) {
    return new SqlAnalyzer().analyze(sql, Dialect.POSTGRESQL, catalog);
  }
}
