package dev.sluice.benchmarks.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What must hold of detection, on data of another seed than the command prints. */
class DetectionTest {
  private static final double LEAST_PRECISION = 0.98;
  private static final double LEAST_RECALL = 0.95;

  /** Of one kind alone: fewer values, so that chance tells more. */
  private static final double LEAST_OF_A_KIND = 0.93;

  private final List<Sample> values = LabelledData.make(4711, 200);

  @Test
  void valuesAreToldWell() {
    Scores scores = Scores.ofValues(values);

    assertGood(scores);
    assertThat(scores.byTag())
        .allSatisfy(
            (tag, score) -> {
              assertThat(score.precision()).as(tag).isGreaterThan(LEAST_OF_A_KIND);
              assertThat(score.recall()).as(tag).isGreaterThan(LEAST_OF_A_KIND);
            });
  }

  @Test
  void namesAreToldWell() {
    assertGood(Scores.ofNames(NamedColumns.read()));
  }

  private static void assertGood(Scores scores) {
    assertThat(scores.overall().precision())
        .as("precision: %s", scores.mistakes())
        .isGreaterThanOrEqualTo(LEAST_PRECISION);
    assertThat(scores.overall().recall())
        .as("recall: %s", scores.mistakes())
        .isGreaterThanOrEqualTo(LEAST_RECALL);
  }

  @Test
  void theDataHasManyLookAlikesAndIsTheSameForOneSeed() {
    assertThat(
            values.stream()
                .filter(sample -> sample.tag() == null)
                .map(Sample::origin)
                .distinct()
                .count())
        .isGreaterThanOrEqualTo(20);
    assertThat(LabelledData.make(4711, 200)).isEqualTo(values);
    assertThat(LabelledData.make(4712, 200)).isNotEqualTo(values);
  }
}
