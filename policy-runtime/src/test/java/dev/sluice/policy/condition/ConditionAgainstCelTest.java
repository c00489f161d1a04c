package dev.sluice.policy.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelValidationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Conditions mean what a CEL engine says that they mean. */
class ConditionAgainstCelTest {
  private static final long SEED = 4711;
  private static final int CONTEXTS = 2;
  private static final Path DOCUMENTED = Path.of("..", "docs", "policies");
  private static final Pattern BEYOND_THE_SUBSET =
      Pattern.compile("^(the items of a list are of one type|an item of a list is a single value)");

  private final List<String> differences = new ArrayList<>();
  private final Map<Result, Integer> results = new EnumMap<>(Result.class);
  private int taken;
  private int refused;

  @Test
  void whatIsMadeUpMeansTheSame() {
    Expressions expressions = new Expressions(new Random(SEED), 0);
    while (taken < 10_000) {
      compare(expressions.next());
    }

    assertThat(differences).isEmpty();
    assertThat(results).hasSize(Result.values().length);
    assertThat(results).allSatisfy((result, count) -> assertThat(count).isGreaterThan(1_000));
  }

  /** Those of the documentation and of the policies of the tests. */
  @Test
  void theConditionsOfPoliciesMeanTheSame() throws IOException {
    Set<String> conditions = new TreeSet<>();
    for (Path folder : List.of(DOCUMENTED, Path.of("src"))) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (file.toString().endsWith(".yaml")) {
            addConditions(Files.readString(file), conditions);
          }
        }
      }
    }

    conditions.forEach(condition -> compare(condition, 200));

    assertThat(differences).isEmpty();
    assertThat(refused).isZero();
    assertThat(taken).isEqualTo(conditions.size()).isGreaterThan(9);
  }

  private static void addConditions(String policies, Set<String> conditions) {
    Load load = new Load(LoadSettings.builder().build());
    for (Object document : load.loadAllFromString(policies)) {
      if (document instanceof Map<?, ?> policy
          && policy.get("guardrails") instanceof List<?> rules) {
        for (Object rule : rules) {
          if (rule instanceof Map<?, ?> keys && keys.get("when") instanceof String when) {
            conditions.add(when.strip());
          }
        }
      }
    }
  }

  @Test
  void whatIsWronglyTypedIsRefused() {
    Expressions expressions = new Expressions(new Random(SEED), 100);
    while (refused < 1_000) {
      compare(expressions.next());
    }

    assertThat(differences).isEmpty();
    assertThat(taken).isGreaterThan(100);
  }

  private void compare(String expression) {
    compare(expression, CONTEXTS);
  }

  private void compare(String expression, int contexts) {
    Cel theirs = theirs(expression);
    try {
      Condition ours = Condition.compile(expression);
      taken++;
      if (theirs == null) {
        differences.add(expression + ": taken, but not by CEL");
      } else {
        compare(expression, ours, theirs, contexts);
      }
    } catch (ConditionException e) {
      refused++;
      if (theirs != null && !isBeyondTheSubset(e)) {
        differences.add(expression + ": refused: " + e.getMessage());
      }
    }
  }

  /** What CEL takes and conditions do not: lists of different types, and lists of lists. */
  private static boolean isBeyondTheSubset(ConditionException e) {
    return BEYOND_THE_SUBSET.matcher(e.getMessage()).find();
  }

  private void compare(String expression, Condition ours, Cel theirs, int contexts) {
    Random random = new Random(expression.hashCode());
    for (int i = 0; i < contexts; i++) {
      SampleContext context = SampleContext.random(random);
      Evaluation evaluation = new Evaluation(context);
      Result result = ours.evaluate(evaluation);
      results.merge(result, 1, Integer::sum);
      Cel.Answer answer = Cel.Answer.of(result, evaluation.error());
      if (!answer.equals(theirs.evaluate(context))
          && !answer.equals(theirs.evaluateStrictly(context))) {
        differences.add(expression + ": " + result + " " + evaluation.error());
      }
    }
  }

  private static @Nullable Cel theirs(String expression) {
    try {
      return Cel.compile(expression);
    } catch (CelValidationException e) {
      return null;
    }
  }
}
