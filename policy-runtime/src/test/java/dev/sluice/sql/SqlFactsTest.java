package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SqlFactsTest {
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();

  static Stream<FactsCase> facts() {
    return Stream.of(
            "facts.txt", "restrictions.txt", "evasions.txt", "differentials.txt", "innocent.txt")
        .flatMap(FactsCase::read);
  }

  @ParameterizedTest
  @MethodSource("facts")
  void hasTheFactsOfTheTable(FactsCase example) {
    SqlFacts facts = ANALYZER.analyze(example.sql(), example.dialect(), example.catalog());

    List<String> described = example.describe(facts);
    assertThat(described)
        .as("%s%nopaque: %s", example, facts.opaque())
        .containsExactlyInAnyOrderElementsOf(example.expected());
  }
}
