package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LexerTest {
  static Stream<FactsCase> tokens() {
    return FactsCase.read("tokens.txt");
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void splitsAsTheDialectDoes(FactsCase example) {
    Tokens tokens = Lexer.read(example.sql(), example.dialect());

    List<String> expected = example.expected().stream().map(FactsCase::unescape).toList();
    assertThat(describe(tokens)).isEqualTo(expected);
  }

  private static List<String> describe(Tokens tokens) {
    List<String> described = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      byte kind = tokens.kind(i);
      String prefix = kind == Tokens.PUNCTUATION ? "" : "wqsnpvo".charAt(kind) + ":";
      described.add(prefix + tokens.text(i));
    }
    if (tokens.refusal() != null) {
      described.add("! " + tokens.refusal());
    }
    return described;
  }

  @Test
  void refusesWhatIsTooDeep() {
    String sql = "select " + "(".repeat(101) + "1" + ")".repeat(101);

    assertThat(Lexer.read(sql, Dialect.POSTGRESQL).refusal()).contains("100");
  }

  @Test
  void refusesTooManyTokens() {
    String sql = "select 1" + ",1".repeat(20_000);

    assertThat(Lexer.read(sql, Dialect.POSTGRESQL).refusal()).contains("20,000");
  }

  @Test
  void refusesWhatIsTooLong() {
    String sql = "select '" + "x".repeat(256 * 1024) + "'";

    assertThat(Lexer.read(sql, Dialect.POSTGRESQL).refusal()).contains("256 KiB");
  }

  @Test
  void refusesNamesThatPostgresqlWouldCut() {
    String name = "a".repeat(64);

    assertThat(Lexer.read("select " + name, Dialect.POSTGRESQL).refusal()).contains("63");
    assertThat(Lexer.read("select " + name, Dialect.MYSQL).refusal()).isNull();
  }
}
