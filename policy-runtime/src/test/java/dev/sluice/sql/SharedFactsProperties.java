package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Statements that differ in their literals share facts through the cache, and must not where a
 * literal makes the difference: a condition that is always true is one because of its literals.
 */
class SharedFactsProperties {
  private static final Catalog SHOP = Shop.catalog(Dialect.POSTGRESQL);
  private static final Catalog MYSQL_SHOP = Shop.catalog(Dialect.MYSQL);
  private static final char LITERAL = '#';

  /** How often a text is seen until others are likely to be compared with it. */
  private static final int UNTIL_COMPARED = 16;

  /** The same statement twice, with a literal for each {@link #LITERAL} of its form. */
  record Pair(String form, List<String> first, List<String> second) {
    String firstText() {
      return fill(first);
    }

    String secondText() {
      return fill(second);
    }

    private String fill(List<String> literals) {
      StringBuilder text = new StringBuilder();
      int next = 0;
      for (int i = 0; i < form.length(); i++) {
        if (form.charAt(i) == LITERAL) {
          text.append(literals.get(next++ % literals.size()));
        } else {
          text.append(form.charAt(i));
        }
      }
      return text.toString();
    }
  }

  @Property(tries = 1_000)
  void factsFromTheCacheAreThoseOfTheStatement(@ForAll("pairs") Pair pair) {
    for (Dialect dialect : new Dialect[] {Dialect.POSTGRESQL, Dialect.MYSQL}) {
      Catalog catalog = dialect == Dialect.MYSQL ? MYSQL_SHOP : SHOP;
      SqlAnalyzer shared = new SqlAnalyzer(0, SqlAnalyzer.DEFAULT_MEMORY);
      for (int i = 0; i < UNTIL_COMPARED; i++) {
        shared.analyze(pair.firstText(), dialect, catalog);
      }

      SqlFacts cached = shared.analyze(pair.secondText(), dialect, catalog);

      assertThat(cached)
          .as(pair.secondText() + " after " + pair.firstText())
          .isEqualTo(new SqlAnalyzer(0).analyze(pair.secondText(), dialect, catalog));
    }
  }

  /** Whatever was asked before, a write without a real condition is found to have none. */
  @Property(tries = 600)
  void noDisguiseSharesFactsWithAConditionThatHolds(
      @ForAll("disguises") String disguise, @ForAll("pairs") Pair before) {
    SqlAnalyzer shared = new SqlAnalyzer();
    shared.analyze(before.firstText(), Dialect.POSTGRESQL, SHOP);
    for (String harmless : HARMLESS) {
      shared.analyze("delete from orders where " + harmless, Dialect.POSTGRESQL, SHOP);
    }

    SqlFacts facts =
        shared.analyze("delete from orders where " + disguise, Dialect.POSTGRESQL, SHOP);

    assertThat(facts.unrestricted()).as(disguise).isTrue();
  }

  /** As near to the disguises as conditions can be that choose rows. */
  private static final String[] HARMLESS = {
    "1 = 0",
    "5 = 6",
    "'a' = 'b'",
    "id = customer_id + 1",
    "id = 5",
    "note = 'a'",
    "id = 5 and true",
    "id = 5 or false",
    "0 > 1",
    "id in (1)",
    "note like 'x%'",
    "note like 'x'",
    "id between 1 and 2",
    "false",
    "not true",
    "coalesce(null, false)",
    "coalesce(note, 'x') = 'y'",
  };

  @Provide
  Arbitrary<String> disguises() {
    Arbitrary<String> numbers = Arbitraries.of("0", "1", "5", "17", "2147483648", "5.0", "1e1");
    Arbitrary<String> strings = Arbitraries.of("''", "'a'", "'x%'", "'it''s'", "E'a'", "$$a$$");
    Arbitrary<String> literals = Arbitraries.oneOf(numbers, strings);
    Arbitrary<String> simple =
        Arbitraries.oneOf(
            literals.map(value -> value + " = " + value),
            literals.map(value -> "(" + value + ") = " + value),
            literals.map(value -> value + " in (" + value + ")"),
            literals.map(value -> value + " between " + value + " and " + value),
            literals.map(value -> value + " is not null"),
            strings.map(value -> value + " like '%'"),
            strings.map(value -> "note like '%'"),
            numbers.map(value -> value + " >= " + value),
            numbers.map(value -> value + " + 1 > " + value),
            literals.map(value -> "id = id or note = " + value),
            Arbitraries.of(
                "true",
                "not false",
                "2 > 1",
                "id = id",
                "orders.id = id",
                "id in (id)",
                "id between id and id",
                "id >= id",
                "coalesce(null, true)",
                "coalesce(true, false)",
                "case when true then true end",
                "exists (select 1)",
                "id in (select id from orders)"));
    return Combinators.combine(
            simple,
            Arbitraries.of(
                "%s",
                "(%s)",
                "((%s))",
                "%s or id = 5",
                "id = 5 or %s",
                "note = 'a' or (%s)",
                "not (not (%s))",
                "%s and true",
                "1 = 1 and %s"))
        .as((condition, around) -> around.formatted(condition));
  }

  @Provide
  Arbitrary<Pair> pairs() {
    Arbitrary<String> literal =
        Arbitraries.of(
            "0",
            "1",
            "2",
            "5",
            "05",
            "5.0",
            "-1",
            "1e0",
            "''",
            "'a'",
            "'A'",
            "'%'",
            "'_%'",
            "'x%'",
            "'0'",
            "'1'",
            "'it''s'",
            "'name'",
            "null",
            "true",
            "false",
            "date '2020-01-01'",
            "date '1999-12-31'");
    Arbitrary<String> operand =
        Arbitraries.of("#", "#", "id", "note", "(#)", "lower(note)", "coalesce(#, #)", "id + #");
    Arbitrary<String> comparison =
        Combinators.combine(
                operand,
                Arbitraries.of("=", "<>", "<", ">=", "like", "not like", "is distinct from"),
                operand)
            .as((left, operator, right) -> left + " " + operator + " " + right);
    Arbitrary<String> predicate =
        Arbitraries.oneOf(
            comparison,
            comparison,
            operand.map(left -> left + " in (#, #)"),
            operand.map(left -> left + " not in (#)"),
            operand.map(left -> left + " between # and #"),
            operand.map(left -> left + " is null"),
            operand,
            comparison.map(inner -> "exists (select # from items where " + inner + ")"),
            comparison.map(inner -> "case when " + inner + " then # else # end = #"));
    Arbitrary<String> condition =
        Combinators.combine(
                predicate, Arbitraries.of("%s and %s", "%s or %s", "not (%s)", "%s"), predicate)
            .as((left, form, right) -> form.formatted(left, right));
    Arbitrary<String> form =
        Combinators.combine(
                Arbitraries.of(
                    "delete from orders where %s",
                    "update orders set note = #, status = # where %s",
                    "select note, # from orders where %s order by #, id limit #",
                    "insert into audit_log (who, what) select #, note from orders where %s",
                    "with x as (select id, # from orders where %s) delete from orders where id = #",
                    "insert into audit_log (who, what) values (#, #), (#, #) on conflict (id) do"
                        + " update set what = # where %s",
                    "select substring(note, #, #), cast(# as int) from orders group by 1 having %s",
                    "delete from orders where %s; set search_path = #",
                    "explain analyze delete from orders where %s"),
                condition)
            .as(String::formatted);
    return Combinators.combine(form, literal.list().ofSize(5), literal.list().ofSize(5))
        .as(Pair::new);
  }
}
