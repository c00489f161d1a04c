package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTextTest {
  private static TableCatalog read(Dialect dialect, String text) throws SchemaException {
    return SchemaText.read("shop.sql", text, dialect, List.of());
  }

  private static List<String> columns(Catalog catalog, String schema, String name) {
    return Objects.requireNonNull(catalog.find(schema, name), name).columns();
  }

  private static List<SchemaException.Problem> problems(Dialect dialect, String text) {
    try {
      return List.of(
          new SchemaException.Problem("", 0, 0, "read: " + read(dialect, text).size() + " tables"));
    } catch (SchemaException problem) {
      return problem.problems();
    }
  }

  @Test
  void readsColumnsAndPassesOverConstraints() throws SchemaException {
    TableCatalog catalog =
        read(
            Dialect.POSTGRESQL,
            """
            -- the shop
            CREATE SCHEMA archive;
            CREATE TABLE Customers (
              id bigint GENERATED ALWAYS AS IDENTITY,
              "Full Name" text DEFAULT 'a, b (c)' NOT NULL CHECK (length("Full Name") > 1),
              balance numeric(10, 2),
              key text,
              CONSTRAINT c PRIMARY KEY (id),
              UNIQUE (balance, key),
              CHECK (balance > 0),
              EXCLUDE USING gist (key WITH =),
              FOREIGN KEY (id) REFERENCES others (id)
            ) WITH (fillfactor = 70);
            CREATE UNLOGGED TABLE IF NOT EXISTS archive.customers (LIKE customers INCLUDING ALL, at date);
            CREATE TABLE customers_2026 PARTITION OF customers FOR VALUES FROM (1) TO (2);
            CREATE INDEX i ON customers (key);
            COMMENT ON TABLE customers IS 'who; buys';
            INSERT INTO customers VALUES (1, 'x;y');
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ select 1; select 2 $$;
            ALTER TABLE ONLY customers ADD COLUMN country text, ADD CONSTRAINT u UNIQUE (country)
            """);

    assertThat(catalog.size()).isEqualTo(3);
    assertThat(columns(catalog, "public", "customers"))
        .containsExactly("id", "Full Name", "balance", "key", "country");
    assertThat(columns(catalog, "archive", "customers"))
        .containsExactly("id", "Full Name", "balance", "key", "at");
    assertThat(columns(catalog, "public", "customers_2026"))
        .containsExactly("id", "Full Name", "balance", "key");
    assertThat(catalog.isComplete()).isTrue();
  }

  @Test
  void readsWhatPgDumpWrites() throws SchemaException {
    TableCatalog catalog =
        read(
            Dialect.POSTGRESQL,
            """
            SET statement_timeout = 0;
            SELECT pg_catalog.set_config('search_path', '', false);
            CREATE TABLE public.t (
                id integer NOT NULL,
                at timestamp with time zone DEFAULT now()
            );
            ALTER TABLE public.t OWNER TO postgres;
            ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
                SEQUENCE NAME public.t_id_seq START WITH 1);
            CREATE VIEW public.v AS
             SELECT t.id, date_trunc('day'::text, t.at) AS day FROM public.t WHERE (t.id > 0);
            SELECT pg_catalog.setval('public.t_id_seq', 1, false);
            ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
            """);

    assertThat(columns(catalog, "public", "v")).containsExactly("id", "day");
    SqlFacts facts = new SqlAnalyzer().analyze("select day from v", Dialect.POSTGRESQL, catalog);
    assertThat(facts.columnsRead())
        .containsExactlyInAnyOrder(
            new ColumnName(new TableName("public", "t"), "id"),
            new ColumnName(new TableName("public", "t"), "at"));
    assertThat(facts.opaque()).isEmpty();
  }

  /** DISTINCT is computed over all columns, however many views show only some of them. */
  @Test
  void whatAViewComputesAsAWholeRaisesThroughOthers() throws SchemaException {
    TableCatalog catalog =
        read(
            Dialect.POSTGRESQL,
            """
            CREATE TABLE t (id int, a text);
            CREATE VIEW whole AS SELECT DISTINCT id, CAST(a AS int) AS n FROM t;
            CREATE VIEW plain AS SELECT id, n FROM whole;
            CREATE VIEW parts AS SELECT id, CAST(a AS int) AS n FROM t;
            """);
    ColumnName raising = new ColumnName(new TableName("public", "t"), "a");

    for (String sql :
        List.of(
            "select id from whole",
            "select id from plain",
            "select p.id from plain p, whole w",
            "select w.id from whole w, plain p",
            "select n from parts")) {
      SqlFacts facts = new SqlAnalyzer().analyze(sql, Dialect.POSTGRESQL, catalog);
      assertThat(facts.raisingColumns()).as(sql).contains(raising);
      assertThat(facts.opaque()).as(sql).isEmpty();
    }
    assertThat(
            new SqlAnalyzer()
                .analyze("select id from parts", Dialect.POSTGRESQL, catalog)
                .raisingColumns())
        .isEmpty();
  }

  @Test
  void readsWhatMysqldumpWrites() throws SchemaException {
    TableCatalog catalog =
        read(
            Dialect.MARIADB,
            """
            USE `shop`;
            DROP TABLE IF EXISTS `Orders`;
            CREATE TABLE `Orders` (
              `id` int(11) NOT NULL AUTO_INCREMENT,
              `the ``note``` varchar(20) COMMENT 'it\\'s, (a) note',
              `kind` enum('a','b') DEFAULT NULL,
              PRIMARY KEY (`id`),
              KEY `k` (`kind`),
              UNIQUE KEY `u` (`id`,`kind`)
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='orders';
            LOCK TABLES `Orders` WRITE;
            INSERT INTO `Orders` VALUES (1,'a;b','a'),(2,'',NULL);
            UNLOCK TABLES;
            create table other.copies like Orders;
            create algorithm=merge sql security invoker view v (n) as select id from Orders with check option;
            """);

    assertThat(columns(catalog, "shop", "orders")).containsExactly("id", "the `note`", "kind");
    assertThat(columns(catalog, "other", "copies")).hasSize(3);
    assertThat(columns(catalog, "shop", "v")).containsExactly("n");
    assertThat(new SqlAnalyzer().analyze("select n from v", Dialect.MARIADB, catalog).columnsRead())
        .containsExactly(new ColumnName(new TableName("shop", "Orders"), "id"));
  }

  @Test
  void foldsNamesAsTheDialectDoes() throws SchemaException {
    String text = "create table Cats (Id int, \"Sound\" varchar)";

    assertThat(columns(read(Dialect.POSTGRESQL, text), "public", "cats"))
        .containsExactly("id", "Sound");
    assertThat(columns(read(Dialect.H2, text), "PUBLIC", "CATS")).containsExactly("ID", "Sound");
    assertThat(read(Dialect.ANSI, text).find(null, "cats")).isNotNull();
  }

  @Test
  void putsTablesInTheFirstSchemaOfTheSearchPath() throws SchemaException {
    TableCatalog catalog =
        SchemaText.read(
            "s", "create table t (a int)", Dialect.POSTGRESQL, List.of("app", "public"));

    assertThat(catalog.find("app", "t")).isNotNull();
    assertThat(catalog.find(null, "t")).isNotNull();
    assertThat(catalog.find("public", "t")).isNull();
  }

  @Test
  void readsTextsOfAnyLength() throws SchemaException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      text.append("create table t")
          .append(i)
          .append(" (id int, -- it's \"the\" key\n name text);\n");
    }

    assertThat(text.length()).isGreaterThan(Lexer.MAX_LENGTH * 3 / 4);
    assertThat(read(Dialect.POSTGRESQL, text.toString()).size()).isEqualTo(4_000);
    assertThat(read(Dialect.POSTGRESQL, " ".repeat(300_000) + ";" + text).size()).isEqualTo(4_000);
  }

  @Test
  void aStatementThatIsTooLongIsAnError() {
    String rows = "insert into t values (1)" + ", (1)".repeat(7_000);

    assertThat(problems(Dialect.POSTGRESQL, "create table t (a int);\n" + rows))
        .singleElement()
        .asString()
        .contains("too long");
  }

  @Test
  void anEmptyTextIsAnEmptyCatalog() throws SchemaException {
    assertThat(read(Dialect.H2, " -- nothing\n;;").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "",
      value = {
        "postgresql | create table t as select 1 | 1:16: the columns of public.t are not in the text",
        "postgresql | create table t (a) as select 1 | 1:17: the column 'a' has no type",
        "postgresql | create table t (a int) inherits (u) | 1:24: what 'inherits' adds to the columns of public.t cannot be known",
        "mysql | create table t (a int) select b from u | 1:24: what 'select' adds",
        "postgresql | create table t (like u) | 1:22: the columns of public.u are not known here",
        "mysql | create table t like u | 1:21: the columns of u are not known here",
        "postgresql | create table t (a int, a text) | 1:24: the column 'a' is there twice",
        "postgresql | create table t (a int | 1:16: the parenthesis '(' is never closed",
        "postgresql | create table t (a int); create table T (b int) | 1:38: public.t is defined twice",
        "postgresql | create view v as select id from u | 1:18: the columns of the view public.v cannot be told from its query",
        "mysql | create view v as select 1 + 1 | 1:18: column 1 of the view v has no name",
        "postgresql | create view v | 1:13: the view public.v has no query",
        "postgresql | create rule r as on select to t do nothing | 1:8: what CREATE 'rule' makes is not known",
        "mysql | create trigger r before insert on t for each row begin set @a = 1; end | 1:8: where the body of this 'trigger' ends",
        "postgresql | alter table t rename to u | 1:15: what ALTER TABLE ... 'rename' changes is not followed",
        "postgresql | alter table t add column a int | 1:13: the columns of public.t are not known here",
        "mysql | create table t (a int); alter table t add b int first | 1:39: what ALTER TABLE ... 'add' changes",
        "postgresql | alter view v rename to w | 1:7: the 'view' gets another name",
        "postgresql | drop table t | 1:12: 't' is not defined above",
        "postgresql | select 1 | 1:1: a query defines nothing",
        "postgresql | explain select 1 | 1:1: a statement that begins with 'explain' is not one of a schema",
        "postgresql | create table | 1:8: a name is missing behind 'table'",
        "postgresql | create table 5 (a int) | 1:14: a name is expected, not '5'",
        "postgresql | create table t (a int default `x`) | 1:31: a backtick near '`x`)'",
        "mysql | create table t (a int /*!50000 , b int */) | 1:23: an executable comment near",
        "postgresql | create schema s create table t (a int) | 1:8: a 'schema' with tables in it",
      })
  void namesThePlaceAndTheMend(String dialect, String text, String problem) {
    assertThat(problems(Dialect.valueOf(dialect.toUpperCase(Locale.ROOT)), text))
        .first()
        .asString()
        .startsWith("shop.sql:" + problem)
        .matches("shop.sql:\\d+:\\d+: .*: .*");
  }

  @Test
  void reportsAllProblemsOfAText() {
    assertThat(
            problems(
                Dialect.POSTGRESQL,
                "drop table a;\ncreate table b (id int);\n\n  drop table c;\nvacuum"))
        .extracting(SchemaException.Problem::line)
        .containsExactly(1, 4, 5);
    assertThatThrownBy(() -> read(Dialect.POSTGRESQL, "vacuum; vacuum"))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("shop.sql:1:1: ")
        .hasMessageContaining("shop.sql:1:9: ");
  }

  @Test
  void aViewThatWouldMeanOtherTablesLaterIsAnError() {
    String text =
        """
        set search_path = a;
        create table t (id int);
        create view v as select id from t;
        set search_path = b;
        create table t (id int, more text);
        """;

    assertThat(problems(Dialect.POSTGRESQL, text))
        .singleElement()
        .asString()
        .startsWith("shop.sql:3:18: the query of the view a.v names tables without a schema");
    assertThat(problems(Dialect.POSTGRESQL, text.replace("from t", "from a.t")))
        .singleElement()
        .asString()
        .contains("read: 3 tables");
  }
}
