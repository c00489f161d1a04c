package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FiredTriggersTest {
  private static final Map<String, String> STATEMENTS =
      Map.of(
          "INSERT", "insert into customers (id, name) values (1, 'x')",
          "UPDATE", "update customers set name = 'x' where id = 1",
          "DELETE", "delete from customers where id = 1");

  private static final Set<Effect> ROWS = Set.of(Effect.INSERT, Effect.UPDATE, Effect.DELETE);
  private static final String READS_SSN =
      "BEGIN IF OLD.ssn > '5' THEN RETURN NULL; END IF; RETURN NEW; END";

  private static final Catalog MYSQL_SHOP = Shop.catalog(Dialect.MYSQL);

  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  /** A body with a kind of statement, and what the statement may tell of by setting it off. */
  record Case(Dialect dialect, String kind, String body, String expected) {}

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = FiredTriggersTest.class.getResourceAsStream("triggers.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      List<String> lines =
          text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
      for (int i = 0; i < lines.size(); i += 2) {
        String[] words = lines.get(i).split("[ :]+", 3);
        Dialect dialect = Dialect.valueOf(words[0].toUpperCase(Locale.ROOT));
        String expected = lines.get(i + 1).substring("=> ".length());
        cases.add(new Case(dialect, words[1], words[2], expected));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void followsWhatABodyCanReach(Case item) {
    String language = item.dialect() == Dialect.POSTGRESQL ? "plpgsql" : "sql";
    Trigger trigger = trigger(item.dialect(), "customers", ROWS, language, item.body(), null);
    SqlFacts facts =
        analyzer.analyze(
            Objects.requireNonNull(STATEMENTS.get(item.kind())),
            item.dialect(),
            catalog(item.dialect(), trigger));

    assertThat(facts.opaque()).isEmpty();
    String told = told(facts, item.dialect());
    if (item.expected().startsWith("?")) {
      assertThat(told).startsWith(item.expected());
    } else {
      assertThat(told).isEqualTo(item.expected());
    }
  }

  @Test
  void updatesOfOtherColumnsSetOffNothing() {
    Trigger trigger =
        new Trigger(
            "t",
            customers(),
            Set.of(Effect.UPDATE),
            Set.of("phone"),
            "plpgsql",
            READS_SSN,
            null,
            false);

    assertThat(told("update customers set name = 'x'", trigger)).isEqualTo("nothing");
    assertThat(told("delete from customers where id = 1", trigger)).isEqualTo("nothing");
    assertThat(told("update customers set name = 'x', phone = 'y'", trigger))
        .isEqualTo("customers.ssn");
    assertThat(
            told(
                "insert into customers (id) values (1) on conflict (id) do update set phone = 'x'",
                trigger))
        .isEqualTo("customers.ssn");
  }

  @Test
  void everyWayToWriteSetsItOff() {
    Trigger trigger = trigger(Dialect.POSTGRESQL, "customers", ROWS, "plpgsql", READS_SSN, null);
    for (String sql :
        List.of(
            "update customers set name = 'x'",
            "update only public.customers c set name = 'x'",
            "with w as (delete from customers where id = 1 returning id) select id from w",
            "with w as (select 1) insert into customers (id) values (1)",
            "merge into customers c using orders o on c.id = o.customer_id"
                + " when matched then update set name = o.note",
            "copy customers (id, name) from stdin",
            "explain analyze delete from customers where id = 1",
            "update contacts set id = 3 where id = 5",
            "delete from customer_names where id = 5",
            "delete from reachable where id = 5",
            "prepare p as delete from customers where id = 1")) {
      assertThat(told(sql, trigger)).as(sql).isEqualTo("customers.ssn");
    }
    for (String sql :
        List.of(
            "select id from customers",
            "update orders set note = 'x'",
            "insert into orders (id) select id from customers",
            "explain delete from customers where id = 1",
            "truncate customers")) {
      assertThat(told(sql, trigger)).as(sql).isEqualTo("nothing");
    }
  }

  @Test
  void whatASetOffTriggerWritesSetsOffOthers() {
    Trigger first =
        trigger(
            Dialect.POSTGRESQL,
            "orders",
            ROWS,
            "plpgsql",
            "BEGIN DELETE FROM customers WHERE id = NEW.id; RETURN NEW; END",
            null);
    Trigger second = trigger(Dialect.POSTGRESQL, "customers", ROWS, "c", "symbol", null);

    assertThat(told("update orders set note = 'x'", first, second))
        .isEqualTo("? it is written in c");
    assertThat(told("update customers set name = 'x'", first, second))
        .isEqualTo("? it is written in c");
    assertThat(told("update items set sku = 'x'", first, second)).isEqualTo("nothing");
  }

  @Test
  void aConditionIsReadToo() {
    String plain = "BEGIN RETURN NEW; END";
    assertThat(told("update customers set name = 'x'", withCondition(plain, "(old.ssn = '1')")))
        .isEqualTo("customers.ssn");
    assertThat(
            told(
                "update customers set name = 'x'",
                withCondition(plain, "(old.* IS DISTINCT FROM new.*)")))
        .isEqualTo("nothing");
    assertThat(told("update customers set name = 'x'", withCondition(plain, "")))
        .isEqualTo("? its text could not be read");
  }

  @Test
  void rulesAreReadBehindWhatSetsThemOff() {
    String rule = "CREATE RULE r AS ON UPDATE TO public.customers DO ";
    assertThat(told("update customers set name = 'x'", rule(rule + "INSTEAD NOTHING;")))
        .isEqualTo("nothing");
    assertThat(
            told(
                "update customers set name = 'x'",
                rule(rule + "ALSO INSERT INTO shifts (id) VALUES (old.ssn);")))
        .contains("customers.ssn", "shifts.uuid");
    assertThat(
            told(
                "update customers set name = 'x'",
                rule(rule + "INSTEAD  SELECT employees.salary FROM employees;")))
        .contains("employees.salary");
  }

  @Test
  void whatTheStatementStoresWhereATriggerLooksCounts() {
    Trigger trigger =
        trigger(
            Dialect.POSTGRESQL,
            "orders",
            ROWS,
            "plpgsql",
            "BEGIN IF NEW.note IS DISTINCT FROM OLD.note THEN RETURN NULL; END IF; RETURN NEW; END",
            null);

    assertThat(
            told(
                "update orders o set note = c.ssn from customers c where c.id = o.customer_id",
                trigger))
        .isEqualTo("customers.ssn");
    assertThat(told("insert into orders (note) select ssn from customers", trigger))
        .isEqualTo("customers.ssn");
    assertThat(told("insert into orders (status) select ssn from customers", trigger))
        .isEqualTo("nothing");
  }

  @Test
  void followsNoMoreThanSomeTriggers() {
    List<Trigger> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(
          new Trigger("t" + i, customers(), ROWS, Set.of(), "plpgsql", READS_SSN, null, false));
    }

    SqlFacts facts =
        analyzer.analyze(
            "update customers set name = 'x'",
            Dialect.POSTGRESQL,
            catalog(Dialect.POSTGRESQL, many.toArray(Trigger[]::new)));

    assertThat(facts.disclosures()).hasSize(65);
    assertThat(told(facts, Dialect.POSTGRESQL)).isEqualTo("? there are more than are followed");
  }

  @Test
  void measuringTablesTells() {
    for (String sql :
        List.of(
            "select pg_relation_size('customers')",
            "select pg_catalog.pg_total_relation_size('customers'::regclass)",
            "select id from orders where pg_database_size('shop') > 5")) {
      assertThat(told(sql)).as(sql).isEqualTo("? " + Telltale.ROOM);
    }
    assertThat(told("select pg_size_pretty(5::bigint)")).isEqualTo("nothing");
  }

  @Test
  void countersAndStatusTell() {
    for (String sql :
        List.of(
            "show index from customers",
            "show keys in customers",
            "show table status",
            "show table status like 'c%'",
            "show index_statistics")) {
      assertThat(told(analyzer.analyze(sql, Dialect.MYSQL, MYSQL_SHOP), Dialect.MYSQL))
          .as(sql)
          .isEqualTo("? " + Telltale.ROOM);
    }
    assertThat(analyzer.analyze("show engine innodb status", Dialect.MYSQL, MYSQL_SHOP).isOpaque())
        .isTrue();
    for (String sql : List.of("show tables", "show status like 'Uptime'", "show engines")) {
      SqlFacts facts = analyzer.analyze(sql, Dialect.MYSQL, MYSQL_SHOP);
      assertThat(facts.opaque()).as(sql).isEmpty();
      assertThat(facts.disclosures()).as(sql).isEmpty();
    }
  }

  @Test
  void columnsOfSystemTablesThatMeasureTell() {
    for (String sql :
        List.of(
            "select relpages from pg_class",
            "select oid from pg_catalog.pg_class where reltuples > 5",
            "select heap_blks_read from pg_statio_user_tables",
            "select n_tup_hot_upd from pg_stat_user_tables")) {
      SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY);
      assertThat(told(facts, Dialect.POSTGRESQL)).as(sql).isEqualTo("? " + Telltale.ROOM);
    }
    SqlFacts plain =
        analyzer.analyze("select relname from pg_class", Dialect.POSTGRESQL, Catalog.EMPTY);
    assertThat(plain.disclosures()).isEmpty();
    SqlFacts sized =
        analyzer.analyze(
            "select data_length from information_schema.tables", Dialect.MYSQL, Catalog.EMPTY);
    assertThat(sized.disclosures()).hasSize(1);
    assertThat(
            analyzer
                .analyze("select data_length from tables", Dialect.MYSQL, Catalog.EMPTY)
                .disclosures())
        .isEmpty();
  }

  private static TableName customers() {
    return new TableName("public", "customers");
  }

  private static Trigger withCondition(String body, String condition) {
    return trigger(Dialect.POSTGRESQL, "customers", ROWS, "plpgsql", body, condition);
  }

  private static Trigger rule(String text) {
    return trigger(Dialect.POSTGRESQL, "customers", ROWS, "rule", text, null);
  }

  private static Trigger trigger(
      Dialect dialect,
      String table,
      Set<Effect> events,
      String language,
      String body,
      @Nullable String condition) {
    TableName name = new TableName(Shop.schema(dialect), table);
    return new Trigger("t", name, events, Set.of(), language, body, condition, false);
  }

  private static Catalog catalog(Dialect dialect, Trigger... triggers) {
    List<Catalog.Relation> relations = new ArrayList<>();
    for (Catalog.Relation relation : Shop.catalog(dialect).relations()) {
      List<Trigger> own =
          Stream.of(triggers).filter(trigger -> trigger.table().equals(relation.name())).toList();
      relations.add(relation.with(own));
    }
    return new TableCatalog(dialect, List.of(Shop.schema(dialect)), relations);
  }

  private String told(String sql, Trigger... triggers) {
    SqlFacts facts =
        analyzer.analyze(sql, Dialect.POSTGRESQL, catalog(Dialect.POSTGRESQL, triggers));
    assertThat(facts.opaque()).as(sql).isEmpty();
    return told(facts, Dialect.POSTGRESQL);
  }

  /** The columns that a statement may tell of by its disclosures, without their schema. */
  static String told(SqlFacts facts, Dialect dialect) {
    Set<String> columns = new TreeSet<>();
    for (Disclosure disclosure : facts.disclosures()) {
      if (disclosure.unknown() != null) {
        return "? " + disclosure.unknown();
      }
      disclosure
          .columns()
          .forEach(
              column -> columns.add(column.toString().replace(Shop.schema(dialect) + ".", "")));
    }
    return columns.isEmpty() ? "nothing" : String.join(", ", columns);
  }
}
