package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Documents that are made to cost much are read within bounds, or refused with a place. */
class PolicyBoundsTest {
  @TestFactory
  Stream<DynamicTest> aHostileDocumentCostsLittle() {
    return HostileDocuments.all().entrySet().stream()
        .map(
            document ->
                DynamicTest.dynamicTest(document.getKey(), () -> check(document.getValue())));
  }

  private static void check(String text) {
    ReadingCost cost = ReadingCost.least(() -> ReadingCost.policy(text));

    cost.check();
    assertThat(cost.outcome().length()).isLessThan(100_000);
    assertThat(cost.outcome()).matches("(?s)|hostile\\.yaml:\\d+:\\d+: .*");
  }
}
