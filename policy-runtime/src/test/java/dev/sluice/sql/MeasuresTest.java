package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MeasuresTest {
  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  private SqlFacts analyze(String sql, Dialect dialect) {
    return analyzer.analyze(sql, dialect, Shop.catalog(dialect));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "select id from orders; 0",
        "select o.id from orders o join items i on i.order_id = o.id; 1",
        "select o.id from orders o, items i where i.order_id = o.id; 1",
        "select o.id from orders o join items i on i.order_id = o.id left join customers c on c.id ="
            + " o.customer_id; 2",
        "select o.id from orders o join (items i cross join customers c) on i.order_id = o.id; 2",
        "select id from orders where id in (select i.order_id from items i join customers c on true); 1",
        "select id from (select o.id from orders o join items i on true) x cross join customers; 2",
        "select id from orders where exists (select 1 from items); 0",
        "select id from reachable; 0",
        "update orders set note = 'x' where id = 1; 0",
        "update orders set note = 'x' from customers c join items i on true where c.id ="
            + " customer_id; 2",
        "delete from orders using customers c where c.id = customer_id; 1",
        "merge into orders o using customers c on c.id = o.customer_id when matched then delete; 1",
        "insert into orders (id) select c.id from customers c join items i on true; 1",
        "explain select o.id from orders o, items i; 1",
        "select own_function(o.id) from orders o, items i; -1",
        "select id from no_such_table_at_all_, orders o where own(o.id); -1"
      })
  void joinsAreThoseOfTheText(String sql, int joins) {
    assertThat(analyzer.analyze(sql, Dialect.POSTGRESQL, Shop.catalog(Dialect.POSTGRESQL)).joins())
        .isEqualTo(joins);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select id from orders                                        | -1    | false
          select id from orders limit 5                                | 5     | true
          select id from orders limit 0                                | 0     | true
          select id from orders limit 5 offset 1000                    | 5     | true
          (select id from orders limit 5) limit 10                     | 5     | true
          (select id from orders limit 50) limit 10                    | 10    | true
          with x as (select id from orders limit 3) select id from x   | -1    | false
          select id from (select id from orders limit 3) x             | -1    | false
          with x as (select id from orders) select id from x limit 3   | 3     | true
          select id from orders union select order_id from items limit 7 | 7   | true
          select id from orders union (select order_id from items limit 7) | -1 | false
          select id from orders union select order_id from items order by 1 limit 7 | 7 | true
          select id from orders offset 5 rows fetch next 3 rows only   | 3     | true
          select id from orders fetch first row only                   | 1     | true
          select id from orders fetch first 5 rows with ties           | -1    | true
          select id from orders limit ?                                | -1    | true
          select id from orders limit 2 + 2                            | -1    | true
          select id from orders limit 99999999999999999999             | -1    | true
          update orders set note = 'x' where id = 5                    | -1    | false
          """)
  void tellsHowManyRowsComeAtMost(String sql, long limit, boolean hasLimit) {
    SqlFacts facts = analyze(sql, Dialect.POSTGRESQL);

    assertThat(facts.limit()).isEqualTo(limit);
    assertThat(facts.hasLimit()).isEqualTo(hasLimit);
  }

  @Test
  void readsTheLimitsOfOtherDialects() {
    assertThat(analyze("select id from orders limit 100, 5", Dialect.MYSQL).limit()).isEqualTo(5);
    assertThat(analyze("select top 5 id from orders", Dialect.SQLSERVER).limit()).isEqualTo(5);
    assertThat(analyze("select top (5) id from orders", Dialect.SQLSERVER).limit()).isEqualTo(5);
    assertThat(analyze("select top 5 percent id from orders", Dialect.SQLSERVER).limit())
        .isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          insert into items values (1, 2, 3, 4)                        | 1
          insert into items (sku) values (1)                           | 1
          insert into items (sku) values (1), (2), (3)                 | 3
          insert into items (sku, price) values ((1), (2))             | 1
          insert into items default values                             | 1
          insert into items (sku) select id from orders                | -1
          with x as (select 1) insert into items (sku) values (1), (2) | 2
          insert into items (sku) values (1); insert into items (sku) values (1), (2) | 3
          explain insert into items (sku) values (1)                   | -1
          explain analyze insert into items (sku) values (1)           | 1
          values (1), (2)                                              | -1
          delete from items where sku in (1, 2)                        | -1
          """)
  void countsTheRowsOfValues(String sql, int rows) {
    assertThat(analyze(sql, Dialect.POSTGRESQL).valuesRows()).isEqualTo(rows);
  }

  @Test
  void countsTheRowsOfMysqlsOwnForms() {
    assertThat(analyze("insert into items set sku = 1", Dialect.MYSQL).valuesRows()).isEqualTo(1);
    assertThat(analyze("replace into items (sku) values (1), (2)", Dialect.MYSQL).valuesRows())
        .isEqualTo(2);
  }

  /** The second statement of each pair finds what the first one left in the cache. */
  @ParameterizedTest
  @EnumSource(names = {"POSTGRESQL", "MYSQL", "H2"})
  void numbersStayExactInTheCache(Dialect dialect) {
    for (int rows = 1; rows < 50; rows++) {
      String insert = "insert into items (sku) values (1)" + ", (2)".repeat(rows - 1);
      assertThat(analyze(insert, dialect).valuesRows()).isEqualTo(rows);
      assertThat(analyze("select id from orders limit " + rows, dialect).limit()).isEqualTo(rows);
    }
  }
}
