package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class SqlAnalyzerProperties {
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();
  private static final Catalog SHOP = Shop.catalog(Dialect.POSTGRESQL);
  private static final List<String> COLUMNS =
      List.of("id", "customer_id", "amount", "status", "placed_at", "note");

  private static SqlFacts analyze(String sql) {
    return ANALYZER.analyze(sql, Dialect.POSTGRESQL, SHOP);
  }

  @Property(tries = 2_000)
  void neverThrows(@ForAll @StringLength(max = 200) String sql, @ForAll Dialect dialect) {
    SqlFacts facts = ANALYZER.analyze(sql, dialect, Shop.catalog(dialect));

    assertThat(facts.statements()).isPositive();
  }

  /** Pieces of SQL in any order come closer to the parser's corners than random characters. */
  @Property(tries = 4_000)
  void neverThrowsOnPiecesOfSql(@ForAll("pieces") List<String> pieces, @ForAll Dialect dialect) {
    SqlFacts facts = ANALYZER.analyze(String.join(" ", pieces), dialect, Shop.catalog(dialect));

    assertThat(facts.fingerprint()).hasSize(16);
  }

  @Provide
  Arbitrary<List<String>> pieces() {
    return Arbitraries.of(
            "select",
            "from",
            "where",
            "orders",
            "customers",
            "id",
            "ssn",
            "*",
            ",",
            "(",
            ")",
            "=",
            "'x'",
            "5",
            "?",
            "and",
            "or",
            "not",
            "in",
            "union all",
            "with",
            "c",
            "as",
            "join",
            "on",
            "using",
            "delete",
            "update",
            "set",
            "insert into",
            "values",
            "order by",
            "limit",
            "case",
            "when",
            "then",
            "end",
            "count(*)",
            "lower(",
            "exists",
            "null",
            "::",
            "text",
            ";",
            "--",
            "/*",
            "*/",
            "\n",
            ".",
            "returning",
            "explain",
            "over",
            "array[",
            "]",
            "group by",
            "->")
        .list()
        .ofMaxSize(25);
  }

  @Property
  void fingerprintIgnoresSpaceCommentsAndOperands(
      @ForAll("spaces") String space,
      @ForAll @StringLength(max = 20) String text,
      @ForAll @IntRange int n) {
    String literal = "'" + text.replace("'", "''").replace("\0", "") + "'";
    String plain = "select id from orders where note = 'a' and amount > 5 order by id";
    String varied =
        String.join(
            space,
            "select",
            "id",
            "from",
            "orders",
            "where",
            "note",
            "=",
            literal,
            "and",
            "amount",
            ">",
            Integer.toString(n),
            "order",
            "by",
            "id");

    assertThat(analyze(varied).fingerprint()).isEqualTo(analyze(plain).fingerprint());
  }

  @Provide
  Arbitrary<String> spaces() {
    return Arbitraries.of(
        " ", "\n", "\t", "  \r\n ", " /* x */ ", " /* 'a */ ", " -- it's\n", "\f");
  }

  /** A query put together from columns has exactly the lineage that it was put together from. */
  @Property
  void generatedQueriesHaveTheirLineage(@ForAll("items") List<Item> items, @ForAll boolean nested) {
    List<String> texts = new ArrayList<>();
    List<Lineage> lineage = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      texts.add(items.get(i).text() + " as c" + i);
      lineage.add(items.get(i).lineage());
    }
    String query = "select " + String.join(", ", texts) + " from orders o";
    String sql = nested ? "with q as (" + query + ") select * from (select q.* from q) x" : query;

    SqlFacts facts = analyze(sql);

    assertThat(facts.opaque()).isEmpty();
    assertThat(facts.output()).extracting(OutputColumn::lineage).isEqualTo(lineage);
    assertThat(facts.output().get(0).label()).isEqualTo("c0");
  }

  @Property
  void starsExpandInOrder(@ForAll @IntRange(min = 1, max = 4) int repeats) {
    SqlFacts facts = analyze("select " + "o.*, ".repeat(repeats) + "1 from orders o");

    assertThat(facts.output()).hasSize(repeats * COLUMNS.size() + 1);
    assertThat(facts.output().get(COLUMNS.size() - 1).lineage())
        .isEqualTo(new Lineage.Direct(column("note")));
  }

  record Item(String text, Lineage lineage) {}

  private static ColumnName column(String name) {
    return new ColumnName(new TableName("public", "orders"), name);
  }

  @Provide
  Arbitrary<List<Item>> items() {
    Arbitrary<String> columns = Arbitraries.of(COLUMNS);
    Arbitrary<Item> direct =
        Combinators.combine(columns, Arbitraries.of("%s", "o.%s", "(%s)", "\"%s\""))
            .as((name, form) -> new Item(form.formatted(name), new Lineage.Direct(column(name))));
    Arbitrary<Item> derived =
        Combinators.combine(
                columns,
                columns,
                Arbitraries.of(
                    "%s || %s",
                    "coalesce(%s, o.%s)",
                    "case when %s is null then %s end",
                    "nullif(lower(%s), %s::text)",
                    "(select %s where o.%s = 5)",
                    "array[%s, %s]",
                    "sum(%s) over (partition by %s)",
                    "%s -> 'x' = %s"))
            .as(
                (left, right, form) ->
                    new Item(
                        form.formatted(left, right),
                        new Lineage.Derived(
                            new LinkedHashSet<>(List.of(column(left), column(right))))));
    Arbitrary<Item> constant =
        Arbitraries.of("1", "'id'", "now()", "count(*) over ()", "?")
            .map(text -> new Item(text, new Lineage.Derived(Set.of())));
    return Arbitraries.oneOf(direct, derived, constant).list().ofMinSize(1).ofMaxSize(6);
  }
}
