package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LexerBuffersTest {
  private static final String DIRT = "'\\\"`(x".repeat(LexerBuffers.MAX_LENGTH / 6);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "select",
        "select '",
        "select 'it''s' from t",
        "select a.b.c, f(g(1), 'x') from t -- end",
        "select /* open",
        "select $a$ x $a$ from t",
        "select 'a' -",
        "select naïve, '€', \"Ä\" from t where \uD800 = 1",
        "insert into t values (1, 'a'), (2, 'b')",
        "select case when a then b",
        "select a[1:2], b from t where c in (1, 2, 3) and d like '%x'"
      })
  void readsIntoUsedArraysAsIntoNewOnes(String sql) {
    for (Dialect dialect : Dialect.values()) {
      LexerBuffers used = LexerBuffers.take(LexerBuffers.MAX_LENGTH);
      Lexer.read(DIRT, dialect, used);
      Lexer.read("select (((((((((a, b, 1, 'x', 2, '\\', 3", dialect, used);

      Tokens tokens = Lexer.read(sql, dialect, used);

      Tokens expected = Lexer.read(sql, dialect);
      assertThat(described(tokens)).as(dialect.name()).isEqualTo(described(expected));
    }
  }

  private static List<String> described(Tokens tokens) {
    List<String> lines = new ArrayList<>();
    CanonicalText text = CanonicalText.of(tokens);
    lines.add(String.valueOf(tokens.refusal()));
    lines.add(text.toString());
    lines.add(text.fingerprint(Dialect.ANSI));
    lines.add(String.valueOf(text.key(Dialect.ANSI, Catalog.EMPTY).hashCode()));
    for (int i = 0; i < tokens.size(); i++) {
      lines.add(tokens.kind(i) + " " + tokens.text(i) + " " + text.token(i));
    }
    return lines;
  }

  @Test
  void areUsedAgainBehindAShapeThatWasNeverSeen() {
    SqlAnalyzer analyzer = new SqlAnalyzer(0, SqlAnalyzer.DEFAULT_MEMORY);
    String sql = "select name, 'kept' from shop.users where id in (select owner from \"Pets\")";
    SqlFacts facts = analyzer.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY);
    String before = FactsJson.write(facts);
    LexerBuffers used = LexerBuffers.take(sql.length());
    used.giveBack();

    analyzer.analyze("delete from others where a = 'b'", Dialect.POSTGRESQL, Catalog.EMPTY);

    assertThat(LexerBuffers.take(sql.length())).isSameAs(used);
    assertThat(FactsJson.write(facts)).isEqualTo(before);
    assertThat(analyzer.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY)).isEqualTo(facts);
  }

  @Test
  void belongToOneReaderAtATime() {
    LexerBuffers first = LexerBuffers.take(100);
    LexerBuffers second = LexerBuffers.take(100);

    assertThat(second).isNotSameAs(first);
  }

  @Test
  void areTakenAgainWhenGivenBack() {
    LexerBuffers first = LexerBuffers.take(100);
    first.giveBack();

    assertThat(LexerBuffers.take(LexerBuffers.MAX_LENGTH)).isSameAs(first);
  }

  @Test
  void ofLongTextsAreNotKept() {
    LexerBuffers large = LexerBuffers.take(LexerBuffers.MAX_LENGTH + 1);
    large.giveBack();

    assertThat(LexerBuffers.take(LexerBuffers.MAX_LENGTH + 1)).isNotSameAs(large);
    assertThat(LexerBuffers.take(1)).isNotSameAs(large);
  }

  @Test
  void giveEachOfManyThreadsItsOwnFacts() throws Exception {
    SqlAnalyzer analyzer = new SqlAnalyzer(0, SqlAnalyzer.DEFAULT_MEMORY);
    int shapes = 40;
    List<String> fingerprints = new ArrayList<>();
    for (int shape = 0; shape < shapes; shape++) {
      fingerprints.add(fingerprint(analyzer, shape, 0));
    }
    int threads = 24;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Integer>> readers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int own = thread;
        readers.add(
            () -> {
              int wrong = 0;
              for (int i = 0; i < 2_000; i++) {
                int shape = (i + own) % shapes;
                wrong += fingerprint(analyzer, shape, i).equals(fingerprints.get(shape)) ? 0 : 1;
              }
              return wrong;
            });
      }
      for (Future<Integer> reader : pool.invokeAll(readers)) {
        assertThat(reader.get()).isZero();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static String fingerprint(SqlAnalyzer analyzer, int shape, int literal) {
    String columns = "c" + shape + ", d".repeat(shape);
    String sql = "select " + columns + " from t where a = 'x" + literal + "' and b > " + literal;
    return analyzer.analyze(sql, Dialect.POSTGRESQL, Catalog.EMPTY).fingerprint();
  }
}
