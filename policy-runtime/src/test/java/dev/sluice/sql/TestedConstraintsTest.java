package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sql.Constraint.Kind;
import dev.sluice.sql.Constraint.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestedConstraintsTest {
  private static final Set<Effect> ROWS = Set.of(Effect.INSERT, Effect.UPDATE, Effect.DELETE);

  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          insert into customers (id, email, ssn) values (1, 'x', 'y') | customers.email, customers.ssn
          insert into customers values (1, 'x', 'y', 'z')             | customers.email, customers.ssn
          insert into customers (id, email) values (1, 'x')           | nothing
          insert into customers (id) values (1)                       | nothing
          insert into customers default values                        | nothing
          insert into customers (id) values (1) on conflict (id) do update set email = 'x' | customers.email, customers.ssn
          insert into customers (id) values (1) on conflict (id) do update set name = 'x'  | nothing
          update customers set email = 'x'                            | customers.email, customers.ssn
          update customers set name = 'x'                             | nothing
          update contacts set reach = 'x'                             | customers.email, customers.ssn
          delete from customers                                       | nothing
          select email from customers                                 | nothing
          explain update customers set email = 'x'                    | nothing
          with w as (update customers set email = 'x' returning id) select id from w | customers.email, customers.ssn
          merge into customers c using orders o on c.id = o.id when matched then update set email = 'x' | customers.email, customers.ssn
          merge into customers c using orders o on c.id = o.id when matched then update set name = 'x'  | nothing
          copy customers (id, email, ssn) from stdin                  | customers.email, customers.ssn
          prepare p as update customers set email = 'x'               | customers.email, customers.ssn
          """)
  void aUniqueKeyTellsWhatIsThere(String sql, String expected) {
    assertThat(told(sql, own("customers", Kind.UNIQUE, List.of("email", "ssn"))))
        .as(sql)
        .isEqualTo(expected);
  }

  @Test
  void aUniqueKeyWithADefaultIsMetByEveryRow() {
    Constraint key =
        new Constraint(
            "k",
            table("customers"),
            Kind.UNIQUE,
            List.of("email", "ssn"),
            Set.of("email"),
            null,
            null,
            false,
            null);

    assertThat(told("insert into customers (email) values ('x')", key))
        .isEqualTo("customers.email, customers.ssn");
    assertThat(told("insert into customers (ssn) values ('x')", key)).isEqualTo("nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          update employees set salary = 5                                | employees.ssn
          update employees set salary = 5, ssn = 'x'                     | nothing
          update employees set name = 'x'                                | nothing
          insert into employees (id, salary) values (1, 5)               | nothing
          insert into employees (id, salary) values (1, 5) on conflict (id) do update set salary = 6 | employees.ssn
          delete from employees                                          | nothing
          """)
  void aCheckTellsOfTheColumnsThatAreNotGiven(String sql, String expected) {
    for (Kind kind : List.of(Kind.CHECK, Kind.PARTITION)) {
      assertThat(told(sql, own("employees", kind, List.of("salary", "ssn"))))
          .as(sql)
          .isEqualTo(expected);
    }
  }

  @Test
  void whatRowsMayBreakAlreadyTellsByAnyUpdate() {
    Constraint check =
        new Constraint(
            "k", table("employees"), Kind.CHECK, List.of("ssn"), Set.of(), null, null, true, null);

    assertThat(told("update employees set name = 'x'", check)).isEqualTo("employees.ssn");
    assertThat(told("insert into employees (name) values ('x')", check)).isEqualTo("nothing");
  }

  @Test
  void whatRunsCodeTellsOfAnything() {
    Constraint check =
        new Constraint(
            "k",
            table("employees"),
            Kind.CHECK,
            List.of("name"),
            Set.of(),
            null,
            null,
            false,
            "it runs code");

    assertThat(told("update employees set salary = 5", check)).isEqualTo("? it runs code");
    assertThat(told("insert into employees (id) values (5)", check)).isEqualTo("? it runs code");
    assertThat(told("delete from employees", check)).isEqualTo("nothing");
  }

  @Test
  void whatIsComputedTellsIfItCanFail() {
    Constraint product = computed("salary * manager_id, name");
    assertThat(told("update employees set salary = 5", product))
        .isEqualTo("employees.manager_id, employees.name");
    assertThat(told("update employees set name = 'x'", product)).isEqualTo("nothing");
    assertThat(told("update employees set ssn = 'x'", product)).isEqualTo("nothing");
    assertThat(told("update employees set name = 'x'", computed("name is null, salary")))
        .isEqualTo("nothing");
    assertThat(told("update employees set name = 'x'", computed("own_code(name, salary)")))
        .isEqualTo("employees.manager_id, employees.salary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          insert into orders (id, customer_id) values (1, 2)    | customers.id
          insert into orders (id) values (1)                    | nothing
          update orders set customer_id = 5                     | customers.id
          update orders set note = 'x'                          | nothing
          delete from orders                                    | nothing
          delete from customers where id = 5                    | customers.id, orders.customer_id
          update customers set id = 5                           | customers.id, orders.customer_id
          update customers set name = 'x'                       | nothing
          insert into customers (id) values (5)                 | nothing
          delete from customer_names where id = 5               | customers.id, orders.customer_id
          """)
  void aForeignKeyTellsOfBothSides(String sql, String expected) {
    assertThat(told(sql, refers("orders", "customer_id", "customers", "id", false, false, false)))
        .as(sql)
        .isEqualTo(expected);
  }

  @Test
  void whatGoesWithARowPutsItsOwnConstraintsToTheTest() {
    Constraint deletes = refers("orders", "customer_id", "customers", "id", true, false, false);
    Constraint next = refers("items", "order_id", "orders", "id", false, false, false);
    assertThat(told("delete from customers", deletes, next))
        .isEqualTo("customers.id, items.order_id, orders.customer_id, orders.id");
    assertThat(told("update customers set id = 5", deletes, next))
        .isEqualTo("customers.id, orders.customer_id");

    Constraint check = own("orders", Kind.CHECK, List.of("customer_id", "note"));
    Constraint clears = refers("orders", "customer_id", "customers", "id", false, true, false);
    assertThat(told("delete from customers", clears, check))
        .isEqualTo("customers.id, orders.customer_id, orders.note");
    assertThat(told("update customers set id = 5", clears, check))
        .isEqualTo("customers.id, orders.customer_id");
    Constraint follows = refers("orders", "customer_id", "customers", "id", false, false, true);
    assertThat(told("update customers set id = 5", follows, check))
        .isEqualTo("customers.id, orders.customer_id, orders.note");
    Constraint round = refers("customers", "id", "orders", "customer_id", true, true, true);
    assertThat(told("delete from customers", deletes, round))
        .isEqualTo("customers.id, orders.customer_id");
  }

  @Test
  void aRowThatMovesIsNewInItsPartition() {
    Constraint partition = own("orders", Kind.PARTITION, List.of("status"));
    Constraint key = own("orders", Kind.UNIQUE, List.of("note"));

    assertThat(told("update orders set status = 'x'", partition, key)).isEqualTo("orders.note");
    assertThat(told("update orders set amount = 5", partition, key)).isEqualTo("nothing");
  }

  @Test
  void whatATriggerWritesIsTestedToo() {
    Constraint check = own("customers", Kind.CHECK, List.of("phone", "ssn"));
    Trigger sets = trigger("BEGIN NEW.phone := 'x'; RETURN NEW; END");
    assertThat(told("update customers set name = 'x'", List.of(sets), check))
        .isEqualTo("customers.phone, customers.ssn");

    Constraint refers = refers("items", "order_id", "orders", "id", false, false, false);
    Trigger deletes = trigger("BEGIN DELETE FROM orders WHERE id = 5; RETURN NEW; END");
    assertThat(told("update customers set name = 'x'", List.of(deletes), refers))
        .contains("items.order_id");
    Trigger reads = trigger("BEGIN PERFORM id FROM orders WHERE id = 5; RETURN NEW; END");
    assertThat(told("update customers set name = 'x'", List.of(reads), refers))
        .doesNotContain("items.order_id");
  }

  @Test
  void namesAreFoundInWhateverCaseWhereTheDatabaseDoes() {
    TableName customers = new TableName("shop", "customers");
    Constraint key =
        new Constraint(
            "k",
            customers,
            Kind.UNIQUE,
            List.of("email", "ssn"),
            Set.of("email", "ssn"),
            null,
            null,
            false,
            null);
    Catalog shop = catalog(Dialect.MYSQL, List.of(), key);
    for (String sql :
        List.of(
            "update Customers set EMAIL = 'x'",
            "insert into customers set Email = 'x', ssn = 'y'",
            "insert into customers (id) values (1) on duplicate key update EMail = 'x'",
            "replace into customers (EMAIL, ssn) values ('x', 'y')")) {
      SqlFacts facts = analyzer.analyze(sql, Dialect.MYSQL, shop);
      assertThat(FiredTriggersTest.told(facts, Dialect.MYSQL))
          .as(sql)
          .isEqualTo("customers.email, customers.ssn");
    }
    SqlFacts facts = analyzer.analyze("insert into customers set Email = 'x'", Dialect.MYSQL, shop);
    assertThat(FiredTriggersTest.told(facts, Dialect.MYSQL)).isEqualTo("nothing");
  }

  @Test
  void aTemporaryTablesOwnConstraintsAreNotKnown() {
    SessionState usual = SessionState.of(List.of("public"));
    SqlFacts made =
        analyzer.analyze(
            "create temp table loot (id int, note text)", Dialect.POSTGRESQL, catalog());
    Catalog seen = catalog().in(usual.after(made, usual, true));
    SqlFacts facts = analyzer.analyze("update loot set id = 5", Dialect.POSTGRESQL, seen);

    assertThat(facts.disclosures())
        .singleElement()
        .satisfies(disclosure -> assertThat(disclosure.columns()).hasSize(2));
    assertThat(
            analyzer
                .analyze("insert into loot (id) values (5)", Dialect.POSTGRESQL, seen)
                .disclosures())
        .isEmpty();
  }

  @Test
  void followsNoMoreThanSomeConstraints() {
    Constraint[] many = new Constraint[501];
    for (int i = 0; i < many.length; i++) {
      many[i] =
          new Constraint(
              "k" + i,
              table("customers"),
              Kind.UNIQUE,
              List.of("email"),
              Set.of(),
              null,
              null,
              false,
              null);
    }

    assertThat(told("update customers set email = 'x'", many))
        .isEqualTo("? there are more than are followed");
    assertThat(told("update customers set email = 'x'", Constraint.unknown(table("customers"))))
        .isEqualTo("? there are more than are followed");
    assertThat(told("delete from customers", Constraint.unknown(table("customers"))))
        .isEqualTo("? there are more than are followed");
  }

  private static TableName table(String name) {
    return new TableName("public", name);
  }

  private static Constraint own(String table, Kind kind, List<String> columns) {
    Set<String> omittable = kind == Kind.UNIQUE ? Set.copyOf(columns) : Set.of();
    return new Constraint("k", table(table), kind, columns, omittable, null, null, false, null);
  }

  private static Constraint computed(String expression) {
    return new Constraint(
        "k",
        table("employees"),
        Kind.COMPUTED,
        List.of("manager_id", "name", "salary"),
        Set.of(),
        expression,
        null,
        false,
        null);
  }

  private static Constraint refers(
      String from,
      String column,
      String to,
      String referred,
      boolean deletes,
      boolean clears,
      boolean follows) {
    Reference reference = new Reference(table(to), List.of(referred), deletes, clears, follows);
    return new Constraint(
        "f",
        table(from),
        Kind.FOREIGN,
        List.of(column),
        Set.of(column),
        null,
        reference,
        false,
        null);
  }

  private static Trigger trigger(String body) {
    return new Trigger("t", table("customers"), ROWS, Set.of(), "plpgsql", body, null, false);
  }

  private static Catalog catalog(Constraint... constraints) {
    return catalog(Dialect.POSTGRESQL, List.of(), constraints);
  }

  private static Catalog catalog(
      Dialect dialect, List<Trigger> triggers, Constraint... constraints) {
    List<Catalog.Relation> relations = new ArrayList<>();
    for (Catalog.Relation relation : Shop.catalog(dialect).relations()) {
      List<Constraint> own =
          Stream.of(constraints)
              .flatMap(constraint -> Stream.ofNullable(constraint.referred()))
              .filter(constraint -> constraint.table().equals(relation.name()))
              .toList();
      List<Constraint> all =
          Stream.concat(
                  Stream.of(constraints).filter(c -> c.table().equals(relation.name())),
                  own.stream())
              .toList();
      List<Trigger> fired =
          triggers.stream().filter(t -> t.table().equals(relation.name())).toList();
      relations.add(relation.heldTo(all).with(fired));
    }
    return new TableCatalog(dialect, List.of(Shop.schema(dialect)), relations);
  }

  private String told(String sql, Constraint... constraints) {
    return told(sql, List.of(), constraints);
  }

  private String told(String sql, List<Trigger> triggers, Constraint... constraints) {
    SqlFacts facts =
        analyzer.analyze(
            sql, Dialect.POSTGRESQL, catalog(Dialect.POSTGRESQL, triggers, constraints));
    assertThat(facts.opaque()).as(sql).isEmpty();
    return FiredTriggersTest.told(facts, Dialect.POSTGRESQL);
  }
}
