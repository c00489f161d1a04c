package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SeriesTest {
  @Test
  void theMedianOfAnOddNumberIsTheOneInTheMiddle() {
    assertThat(Series.of(9, 1, 5).median()).isEqualTo(5);
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(Series.of(8, 1, 5, 2).median()).isEqualTo(3.5);
  }

  @Test
  void oneFigureIsItsOwnMedianAndExtreme() {
    Series series = Series.of(4);

    assertThat(series.median()).isEqualTo(4);
    assertThat(series.least()).isEqualTo(4);
    assertThat(series.most()).isEqualTo(4);
    assertThat(series.error()).isZero();
  }

  @Test
  void leastAndMostAreTheEnds() {
    Series series = Series.of(3, -2, 7);

    assertThat(series.least()).isEqualTo(-2);
    assertThat(series.most()).isEqualTo(7);
  }

  @Test
  void differencesAreTakenRoundByRound() {
    Series slow = Series.of(110, 210, 310);
    Series fast = Series.of(100, 200, 300);

    assertThat(slow.minus(fast).values()).containsExactly(10, 10, 10);
    assertThat(slow.minus(fast).error()).isZero();
  }

  @Test
  void theErrorShrinksWithTheRootOfTheNumberOfRounds() {
    // quartiles 2 and 4, five rounds
    assertThat(Series.of(1, 2, 3, 4, 5).error()).isCloseTo(1.57 * 2 / Math.sqrt(5), within(1e-9));
  }

  @Test
  void outliersDoNotMoveTheError() {
    assertThat(Series.of(1, 2, 3, 4, 1000).error()).isEqualTo(Series.of(1, 2, 3, 4, 5).error());
  }

  @Test
  void aSeriesHasFiguresAndAPairAsManyOfEach() {
    assertThatThrownBy(Series::of).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Series.of(1, 2).minus(Series.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 rounds against 1");
  }
}
