package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which columns' values may end up in what a statement writes. */
class StoredColumnsTest {
  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "update customers set name = 'x' where email = 'y'; -",
        "update customers set name = email where id = 1; email",
        "update customers set name = (select max(ssn) from customers) where email = 'y'; ssn",
        "update customers set name = case when ssn > '5' then 'a' else 'b' end where id = 1; ssn",
        "with t as (select ssn s from customers) update customers set name = (select max(s) from t)"
            + " where id = 1; ssn",
        "delete from customers where email = 'y'; -",
        "insert into customers (id, name) values (1, 'x'); -",
        "insert into customers (id, name) select id, ssn from customers; id ssn",
        "insert into customers (id, name) values (1, 'x') on conflict (id) do update set name ="
            + " customers.ssn; ssn",
        "create view v as select ssn as note from customers; -",
        "create materialized view v as select ssn as note from customers; ssn",
        "create table copy as select ssn as note from customers; ssn",
        "create index i on customers (email); -",
        "insert into archive.customers select id, name from customers where ssn = '1'; id name",
        "merge into customers c using employees e on c.id = e.id when matched and e.ssn = '1' then"
            + " update set name = e.name; name"
      })
  void areTheseAndNoOthers(String sql, String stored) {
    SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, Shop.catalog(Dialect.POSTGRESQL));

    assertThat(facts.columnsStored())
        .extracting(ColumnName::column)
        .containsExactlyInAnyOrder(stored == null ? new String[0] : stored.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update customers set name = 'x' where id = 1; update customers set name = ssn where id = 2",
        "select ssn from customers"
      })
  void areAllThatAreReadWhereThatIsNotToldApart(String sql) {
    SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, Shop.catalog(Dialect.POSTGRESQL));

    assertThat(facts.columnsStored()).isNotEmpty().isSubsetOf(facts.columnsRead());
  }
}
