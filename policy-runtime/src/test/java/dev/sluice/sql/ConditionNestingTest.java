package dev.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * OR binds less tightly than AND, whatever form of condition stands between the two: the parser
 * takes what follows some operators for their operand.
 */
class ConditionNestingTest {
  private static final List<String> ALL_ROWS =
      List.of(
          "DELETE FROM orders WHERE id = 1 AND %s OR 1 = 1",
          "DELETE FROM orders WHERE NOT %s OR TRUE",
          "DELETE FROM orders WHERE id = 1 AND NOT %s OR 1 = 1 OR id = 4",
          "DELETE FROM orders WHERE (id = 1 AND %s OR 1 = 1)");
  private static final SqlAnalyzer ANALYZER = new SqlAnalyzer();

  private record Form(Dialect dialect, String condition) {}

  static Stream<Form> forms() throws IOException {
    List<Form> forms = new ArrayList<>();
    List<Dialect> dialects = List.of();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ConditionNestingTest.class.getResourceAsStream("conditions.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("# ---- ")) {
          dialects =
              Stream.of(line.substring("# ---- ".length()).split(", "))
                  .map(name -> Dialect.valueOf(name.toUpperCase(Locale.ROOT)))
                  .toList();
        } else if (!line.startsWith("#")) {
          String condition = line;
          dialects.forEach(dialect -> forms.add(new Form(dialect, condition)));
        }
      }
    }
    return forms.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void orAlwaysTrueMeansAllRows(Form form) {
    assertThat(ALL_ROWS)
        .map(text -> text.formatted(form.condition()))
        .map(sql -> ANALYZER.analyze(sql, form.dialect(), Catalog.EMPTY))
        .allMatch(facts -> facts.unrestricted() || facts.isOpaque());
  }
}
