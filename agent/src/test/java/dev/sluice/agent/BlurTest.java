package dev.sluice.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlurTest {
  @Test
  void nothingIsLeftOutWhereEqualDatabasesLookTheSame() {
    Blur blur = new Blur(List.of("row | 1 | a", "row | 1 | a"));

    assertThat(blur.isSharp()).isTrue();
    assertThat(blur.of("row | 1 | secret")).isEqualTo("row | 1 | secret");
  }

  @Test
  void onlyTheWordThatDiffersIsLeftOut() {
    Blur blur = new Blur(List.of("row | 10:01 | a\nrow | 7 | b", "row | 10:02 | a\nrow | 7 | b"));

    assertThat(blur.isSharp()).isFalse();
    assertThat(blur.of("row | 10:03 | a\nrow | 7 | b"))
        .isEqualTo(blur.of("row | 10:01 | a\nrow | 7 | b"));
    assertThat(blur.of("row | 10:03 | secret\nrow | 7 | b"))
        .isNotEqualTo(blur.of("row | 10:01 | a\nrow | 7 | b"));
    assertThat(blur.of("row | 10:03 | a\nrow | 8 | b"))
        .isNotEqualTo(blur.of("row | 10:01 | a\nrow | 7 | b"));
  }

  @Test
  void aLineWithMoreWordsInOneLookIsLeftOutButForItsKind() {
    Blur blur = new Blur(List.of("row | a b\nrow | c", "row | a\nrow | c"));

    assertThat(blur.of("row | x y z\nrow | c")).isEqualTo(blur.of("row | a\nrow | c"));
    assertThat(blur.of("error | a\nrow | c")).isNotEqualTo(blur.of("row | a\nrow | c"));
    assertThat(blur.of("row | a\nrow | d")).isNotEqualTo(blur.of("row | a\nrow | c"));
  }

  @Test
  void moreRowsOrFewerAreTold() {
    Blur blur = new Blur(List.of("row | 1\ncount 1", "row | 2\ncount 1"));

    assertThat(blur.of("row | 3\nrow | 4\ncount 1")).isNotEqualTo(blur.of("row | 1\ncount 1"));
    assertThat(blur.of("count 1")).isNotEqualTo(blur.of("row | 1\ncount 1"));
  }

  @Test
  void whereEqualDatabasesDifferInTheNumberOfRowsOnlyTheKindsOfLinesAreTold() {
    Blur blur = new Blur(List.of("row | 1\nrow | 2", "row | 1"));

    assertThat(blur.of("row | 5\nrow | 6\nrow | 7")).isEqualTo(blur.of("row | 1"));
    assertThat(blur.of("error | 1")).isNotEqualTo(blur.of("row | 1"));
  }
}
