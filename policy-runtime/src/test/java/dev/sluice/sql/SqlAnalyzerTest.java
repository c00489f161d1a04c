package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SqlAnalyzerTest {
  private static final Catalog SHOP = Shop.catalog(Dialect.POSTGRESQL);

  private final SqlAnalyzer analyzer = new SqlAnalyzer();

  private SqlFacts analyze(String sql) {
    return analyzer.analyze(sql, Dialect.POSTGRESQL, SHOP);
  }

  @Test
  void remembersTheExactTextOfAStatementThatComesAgain() {
    String sql = "select id from orders where id = ?";
    SqlFacts first = analyze(sql);
    for (int i = 0; i < 1_000; i++) {
      assertThat(analyze(sql)).isSameAs(first);
    }

    assertThat(analyzer.cachedTexts()).isEqualTo(1);
  }

  @Test
  void sharesFactsAmongStatementsThatDifferInLiterals() {
    SqlFacts first = analyze("select id from orders where note = 'a' and id = 5");
    SqlFacts second = analyze("select id  from orders -- x\n where note = 'b' and id = 6");

    assertThat(second).isSameAs(first);
    assertThat(analyzer.cachedShapes()).isEqualTo(1);
  }

  @Test
  void tellsDialectsAndCatalogsApart() {
    String sql = "select * from orders";
    SqlFacts known = analyze(sql);

    assertThat(analyzer.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY).isOpaque()).isTrue();
    assertThat(analyzer.analyze(sql, Dialect.MYSQL, Shop.catalog(Dialect.MYSQL)).dialect())
        .isEqualTo(Dialect.MYSQL);
    assertThat(analyzer.analyze(sql, Dialect.POSTGRESQL, Shop.catalog(Dialect.POSTGRESQL)))
        .isNotSameAs(known)
        .isEqualTo(known);
  }

  @Test
  void doesNotRememberLongTexts() {
    String sql = "select id from orders where note = '" + "x".repeat(11_000) + "'";

    SqlFacts facts = analyze(sql);

    assertThat(facts.isOpaque()).isFalse();
    assertThat(analyzer.cachedShapes()).isZero();
    assertThat(analyzer.cachedTexts()).isZero();
  }

  @Test
  void staysWithinItsBounds() {
    long memory = 200_000;
    SqlAnalyzer small = new SqlAnalyzer(memory);
    for (int i = 0; i < 2_000; i++) {
      small.analyze("select id as a" + i + " from orders", Dialect.POSTGRESQL, SHOP);
    }
    String wide = "select o.*" + ", o.*".repeat(200) + " from orders o";
    small.analyze(wide, Dialect.POSTGRESQL, SHOP);

    assertThat(small.cachedShapes()).isBetween(20L, 300L);
    assertThat(small.cachedWeight()).isPositive().isLessThanOrEqualTo(memory);
  }

  @Test
  void doesNotShareFactsAmongStatementsThatDifferInWhatMatters() {
    assertThat(analyze("delete from orders where id = 5 or 1 = 2").unrestricted()).isFalse();
    assertThat(analyze("delete from orders where id = 5 or 1 = 1").unrestricted()).isTrue();
    assertThat(analyze("delete from orders where note like 'a%'").unrestricted()).isFalse();
    assertThat(analyze("delete from orders where note like '%'").unrestricted()).isTrue();
  }

  @Test
  void namesOperationShapeAndSummary() {
    SqlFacts facts =
        analyze("insert into audit_log (what) select note from orders where id = 'secret'");

    assertThat(facts.operation()).isEqualTo("INSERT");
    assertThat(facts.shape())
        .isEqualTo("insert into audit_log(what) select note from orders where id = ?");
    assertThat(facts.summary()).isEqualTo("INSERT audit_log SELECT orders");
    assertThat(facts.fingerprint()).matches("[0-9a-f]{16}");
    assertThat(analyze("with x as (select 1) select * from orders").operation())
        .isEqualTo("SELECT");
  }

  @Test
  void shapeOfARefusedTextHoldsNoLiteral() {
    SqlFacts facts = analyze("select 'secret', 42 from orders where note = 'open");

    assertThat(facts.shape()).doesNotContain("secret").doesNotContain("42").endsWith("...");
    assertThat(facts.opaque()).isNotEmpty();
  }

  @Test
  void hostileNestingAndLengthStayOpaqueAndQuick() {
    List<String> hostile =
        List.of(
            "select " + "(".repeat(99) + "1" + ")".repeat(99),
            "select " + "(".repeat(5_000),
            "select " + "f(".repeat(90) + "1" + ")".repeat(90),
            "select 1" + " + 1".repeat(9_000),
            "select 1 where true" + " and true".repeat(9_000),
            "select " + "not ".repeat(15_000) + "true",
            "select " + "- ".repeat(15_000) + "1",
            "select case ".repeat(3_000),
            "x".repeat(300_000));

    for (String sql : hostile) {
      assertThat(analyze(sql)).as(sql.substring(0, 40)).isNotNull();
    }
  }

  @Test
  void servesManyThreads() throws Exception {
    List<String> texts =
        IntStream.range(0, 50).mapToObj(i -> "select id, note from orders limit " + i).toList();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<Set<ColumnName>>> results =
          IntStream.range(0, 400)
              .mapToObj(i -> pool.submit(() -> analyze(texts.get(i % 50)).columnsRead()))
              .toList();
      Set<ColumnName> expected = analyze(texts.get(0)).columnsRead();
      for (Future<Set<ColumnName>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void warmsUpWithoutRememberingAnything() {
    analyzer.warmUp();

    assertThat(analyzer.cachedShapes()).isZero();
  }
}
