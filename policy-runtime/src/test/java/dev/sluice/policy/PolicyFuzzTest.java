package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sluice.policy.condition.Condition;
import dev.sluice.policy.condition.ConditionException;
import dev.sluice.policy.condition.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is in a document, it is read or refused with a place, and costs little. The normal build
 * runs the documents of the project; the profile {@code fuzz} lets Jazzer change them.
 */
@Tag("fuzz")
class PolicyFuzzTest {
  private static final String TESTED = "sluice: policy/v1\nname: tested\n";

  static Stream<Arguments> documents() throws IOException {
    return Stream.of(Path.of("..", "docs", "policies"), Path.of("src", "test", "resources"))
        .flatMap(PolicyFuzzTest::yamlFiles)
        .map(PolicyFuzzTest::bytes)
        .map(bytes -> Arguments.of((Object) bytes));
  }

  private static Stream<Path> yamlFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @MethodSource("documents")
  @FuzzTest(maxDuration = "15s")
  void aDocumentIsReadOrRefused(byte @NotNull [] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);

    for (ReadingCost cost :
        List.of(
            ReadingCost.least(() -> ReadingCost.policy(text)),
            ReadingCost.least(() -> ofLayers(text)),
            ReadingCost.least(() -> ofTests(text)))) {
      cost.check();
      assertThat(cost.outcome()).matches("(?s)|hostile\\.yaml:\\d+:\\d+: .*");
    }
  }

  private static String ofLayers(String text) {
    try {
      PolicyReader.read(
          List.of(
              new PolicyBundle.Source("top.yaml", TESTED),
              new PolicyBundle.Source("hostile.yaml", text)),
          1,
          PolicySettings.standard());
      return "";
    } catch (PolicyException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String ofTests(String text) {
    try {
      Policy policy = PolicyReader.read("tested.yaml", TESTED, 1);
      PolicyTests.read(
          "hostile.yaml",
          text,
          List.of(policy),
          name -> {
            throw new IOException("there is no such file");
          });
      return "";
    } catch (PolicyException e) {
      return String.valueOf(e.getMessage());
    }
  }

  static Stream<Arguments> conditions() {
    return Stream.of(
            "stmt.row_count > 100 && !(\"dba\" in caller.groups)",
            "stmt.effects.exists(e, e in ['select', 'delete'])",
            "stmt.tables.all(t, t.startsWith(\"public.\") || t.contains('x'))",
            "has(caller.claims.tenant) ? caller.claims.tenant == 'a' : caller.verified",
            "size(stmt.columns) + -1 > 2 - now.dow",
            "stmt.joins - 9223372036854775807 - 2 == 0",
            "env.name.endsWith('\\u00e4') == false",
            "1.5 < 2.5 && 0x1F != 3",
            "!".repeat(70) + "true",
            "((((((true))))))")
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  @MethodSource("conditions")
  @FuzzTest(maxDuration = "15s")
  void aConditionIsCompiledOrRefused(byte @NotNull [] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);

    ReadingCost.least(() -> compile(text)).check();
  }

  private static String compile(String text) {
    try {
      Condition condition = Condition.compile(text);
      assertThat(condition.text()).isEqualTo(text);
      assertThat(List.of(Field.values())).containsAll(condition.reads());
      return "";
    } catch (ConditionException e) {
      for (ConditionException.Problem problem : e.problems()) {
        assertThat(problem.offset()).isBetween(0, text.length());
        assertThat(problem.message()).isNotEmpty();
      }
      return String.valueOf(e.getMessage());
    }
  }
}
