package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Catalog;
import dev.sluice.sql.ColumnType;
import dev.sluice.sql.Dialect;
import dev.sluice.sql.SchemaException;
import dev.sluice.sql.SchemaText;
import dev.sluice.sql.TableCatalog;
import dev.sluice.testing.MariaDbServer;
import dev.sluice.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A text of definitions tells the same types as the catalog of the database that ran it. */
class SchemaTextTypesTest {
  private static final List<String> COMMON =
      List.of(
          "varchar(20)",
          "varchar(20) not null default 'time zone'",
          "character varying (3)",
          "char",
          "character(4)",
          "char varying(5)",
          "smallint",
          "int",
          "integer primary key",
          "bigint",
          "numeric(10, 2)",
          "decimal",
          "dec(3)",
          "real",
          "double precision",
          "date",
          "time",
          "timestamp",
          "timestamp(3)",
          "boolean");

  private static final List<String> POSTGRESQL =
      List.of(
          "text",
          "text collate \"C\"",
          "\"char\"",
          "name",
          "bpchar",
          "int4[]",
          "integer array",
          "text[3]",
          "int8",
          "bigserial",
          "float8",
          "money",
          "timestamp without time zone",
          "timestamp (2) with time zone",
          "timestamptz",
          "bool",
          "uuid",
          "json",
          "bytea",
          "interval",
          "bit(3)",
          "pg_catalog.text",
          "int generated always as (1 + 1) stored");

  private static final List<String> MARIADB =
      List.of(
          "text",
          "longtext",
          "tinytext character set utf8mb4 collate utf8mb4_bin",
          "varchar(3) character set binary",
          "varchar(3) charset latin1",
          "char(3) byte",
          "binary(3)",
          "blob",
          "enum('a', 'b')",
          "json",
          "nchar(3)",
          "national varchar(3)",
          "tinyint(1)",
          "mediumint unsigned zerofill",
          "fixed(3)",
          "float",
          "bool",
          "bit(3)",
          "year",
          "datetime(3)",
          "int as (1 + 1) persistent");

  private static final List<String> H2 =
      List.of(
          "varchar_ignorecase(3)",
          "varchar2(3)",
          "nvarchar(3)",
          "clob",
          "text",
          "character large object",
          "character varying array",
          "tinyint",
          "int4",
          "number(3)",
          "float",
          "decfloat",
          "timestamp with time zone",
          "timestamp without time zone",
          "uuid",
          "json",
          "bool",
          "interval day",
          "int generated always as (1 + 1)");

  private static String definition(List<String> types) {
    StringBuilder text = new StringBuilder("CREATE TABLE kinds (");
    int column = 0;
    for (List<String> part : List.of(COMMON, types)) {
      for (String type : part) {
        text.append(column == 0 ? "" : ", ").append('c').append(column++).append(' ').append(type);
      }
    }
    return text.append(')').toString();
  }

  private static void assertSame(String url, Dialect dialect, List<String> types, String... more)
      throws SQLException, SchemaException {
    String definition = definition(types);
    try (Connection connection = DriverManager.getConnection(url);
        java.sql.Statement statement = connection.createStatement()) {
      statement.execute(definition);
      for (String change : more) {
        statement.execute(change);
      }
      TableCatalog live = Objects.requireNonNull(CatalogQueries.read(connection, dialect));
      TableCatalog read =
          SchemaText.read(
              "schema.sql", definition + ";\n" + String.join(";\n", more), dialect, List.of());
      Map<String, ColumnType> known = types(live, dialect);
      Map<String, ColumnType> told = types(read, dialect);
      assertThat(known.keySet()).hasSizeGreaterThan(15);
      assertThat(known).as("of what the text tells").containsAllEntriesOf(told);
      assertThat(told.keySet()).hasSizeGreaterThanOrEqualTo(known.size() - 3);
    }
  }

  private static Map<String, ColumnType> types(Catalog catalog, Dialect dialect) {
    String name = dialect == Dialect.H2 ? "KINDS" : "kinds";
    return Objects.requireNonNull(catalog.find(null, name)).types();
  }

  @Test
  void inPostgresql() throws SQLException, SchemaException {
    try (PostgresServer server = PostgresServer.start()) {
      assertSame(
          server.jdbcUrl(),
          Dialect.POSTGRESQL,
          POSTGRESQL,
          "alter table kinds alter column c1 set default 'x', alter c2 drop not null",
          "alter table kinds add column later text, add later_still int",
          "alter table kinds alter column c0 type bytea using null, alter c7 set data type text");
    }
  }

  @Test
  void inMariadb() throws SQLException, SchemaException {
    try (MariaDbServer server = MariaDbServer.start()) {
      assertSame(
          server.createDatabase("shop"),
          Dialect.MARIADB,
          MARIADB,
          "alter table kinds add column later text, modify c0 int, modify column c1 blob",
          "alter table kinds alter c3 set default 'x'");
    }
  }

  @Test
  void inH2() throws SQLException, SchemaException {
    assertSame(
        "jdbc:h2:mem:kinds",
        Dialect.H2,
        H2,
        "alter table kinds add column later varchar(3)",
        "alter table kinds alter column c0 int");
  }
}
