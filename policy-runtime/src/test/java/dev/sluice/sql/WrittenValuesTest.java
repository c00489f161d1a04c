package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrittenValuesTest {
  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  /**
   * The targets of each parameter: columns joined by +, or - for none; * is any that is written.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "update customers set email = ? where id = ? | email -",
        "update customers set name = ?, email = ?, phone = ? where id = ? | name email phone -",
        "update customers c set email = lower(?), name = coalesce(?, name) | email name",
        "update customers set \"email\" = ? where id in (?, ?) and name = ? | email - - -",
        "update customers set email = ? where id = ? returning concat(name, ?) | email - -",
        "update customers set (name, phone) = (?, ?) where id = ? | * * -",
        "update customers set email = ?, name = 'x' from (select ? as x) t where id = ? | email * -",
        "with t as (select ?) update customers set email = ?, name = 'x' where id = ? | * * *",
        "update customers set email = case when id = ? then ? else email end, name = ?"
            + " | email email name",
        "update customers set active = name is distinct from ?, name = ? where id = ? | * * -",
        "insert into customers (id, email) values (?, ?) | id email",
        "insert into customers (id, email) values (?, ?), (?, lower(?)) | id email id email",
        "insert into customers (id, email) values (?, concat(?, ?)) returning ?"
            + " | id email email *",
        "insert into customers (id, email) select ?, ? from orders where id = ? | * * *",
        "insert into customers values (?, ?, ?, ?, ?, ?, ?, ?) | * * * * * * * *",
        "insert into customers (id, email) values (?, ?) on conflict (id) do update set"
            + " email = ?, name = ? where customers.id > ? | id email email name -",
        "insert into customers (id, email) values (?, ?) on conflict (id) do nothing | id email",
        "merge into customers c using orders o on o.id = ? when matched then update set"
            + " email = ?, name = 'x' | * *",
      })
  void parametersGoToColumns(String sql, String expected) {
    SqlFacts facts = facts(sql, Dialect.POSTGRESQL);
    WrittenValues written = WrittenValues.of(sql, facts);

    List<String> targets = new ArrayList<>();
    for (int i = 1; i <= expected.split(" ").length; i++) {
      targets.add(inWords(written.parameter(i), facts));
    }
    assertThat(facts.opaque()).isEmpty();
    assertThat(targets).isEqualTo(Arrays.asList(expected.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "insert into customers set id = ?, email = ? | id email",
        "insert into customers (id, email) values (?, ?) on duplicate key update email = ?"
            + " | id email email",
        "replace into customers (id, email) values (?, ?) | id email",
        "update customers set email = ? order by id limit 1 | email",
        "update customers c join orders o on o.customer_id = c.id set c.email = ? where o.id = ?"
            + " | email -",
      })
  void parametersOfMariaDbGoToColumns(String sql, String expected) {
    SqlFacts facts = facts(sql, Dialect.MARIADB);
    WrittenValues written = WrittenValues.of(sql, facts);

    List<String> targets = new ArrayList<>();
    for (int i = 1; i <= expected.split(" ").length; i++) {
      targets.add(inWords(written.parameter(i), facts));
    }
    assertThat(facts.opaque()).isEmpty();
    assertThat(targets).isEqualTo(Arrays.asList(expected.split(" ")));
  }

  @Test
  void moreParametersThanSeenMayGoAnywhere() {
    String sql = "update customers set email = ? where id = ?";
    SqlFacts facts = facts(sql, Dialect.POSTGRESQL);

    assertThat(WrittenValues.of(sql, facts).parameter(3)).isEqualTo(facts.columnsWritten());
  }

  @Test
  void literalsHaveValuesAndColumns() {
    String sql =
        "update customers set email = 'o''x', name = null, phone = E'y', active = false,"
            + " country = $a$z$a$, created_at = date '1970-01-01', ssn = -0.0"
            + " where id = 7 and name = 'w'";
    List<WrittenValues.Literal> literals =
        WrittenValues.of(sql, facts(sql, Dialect.POSTGRESQL)).literals();

    assertThat(literals)
        .extracting(WrittenValues.Literal::value)
        .containsExactly("o'x", null, "y", false, "z", "1970-01-01", new BigDecimal("0.0"));
    assertThat(literals)
        .extracting(literal -> literal.targets().iterator().next().column())
        .containsExactly("email", "name", "phone", "active", "country", "created_at", "ssn");
  }

  @Test
  void allLiteralsOfWhatIsNotUnderstoodCount() {
    String sql = "update customers set email = strange('x') where id = 7";
    SqlFacts facts = facts(sql, Dialect.POSTGRESQL);

    assertThat(facts.isOpaque()).isTrue();
    assertThat(WrittenValues.of(sql, facts).literals())
        .extracting(WrittenValues.Literal::value)
        .containsExactly("x", new BigDecimal("7"));
  }

  private SqlFacts facts(String sql, Dialect dialect) {
    return analyzer.analyze(sql, dialect, Shop.catalog(dialect));
  }

  private static String inWords(Set<ColumnName> targets, SqlFacts facts) {
    if (targets.isEmpty()) {
      return "-";
    }
    if (targets.size() > 1 && targets.equals(facts.columnsWritten())) {
      return "*";
    }
    Set<String> names = new TreeSet<>();
    targets.forEach(column -> names.add(column.column()));
    return String.join("+", names);
  }
}
