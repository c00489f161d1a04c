package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionChangesTest {
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();

  static Stream<FactsCase> changes() {
    return FactsCase.read("sessions.txt");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void areThoseOfTheTable(FactsCase example) {
    SqlFacts facts = ANALYZER.analyze(example.sql(), example.dialect(), example.catalog());

    List<String> expected = example.expected().stream().filter(word -> !word.isBlank()).toList();
    List<String> changes =
        facts.sessionChanges().stream().map(change -> describe(change, example)).toList();
    assertThat(changes).as(example.toString()).isEqualTo(expected);
  }

  private static String describe(SessionChange change, FactsCase example) {
    String name = change.name().isEmpty() ? "-" : change.name();
    String values =
        change.values().stream()
            .map(value -> value.isEmpty() ? "(none)" : value)
            .collect(Collectors.joining(", "));
    if (example.dialect() == Dialect.H2 && change.kind() == SessionChange.Kind.TEMPORARY) {
      name = name.toLowerCase(Locale.ROOT);
      values = values.toLowerCase(Locale.ROOT);
    }
    return String.join(" ", change.kind().name(), name, values, change.local() ? "local" : "")
        .replaceAll(" +", " ")
        .strip();
  }
}
