package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "5.126, 5.13 ns",
    "999, 999 ns",
    "-766, -766 ns",
    "1234, 1.23 us",
    "9996, 10.0 us",
    "123456, 123 us",
    "1234567, 1.23 ms",
    "2500000000, 2.50 s"
  })
  void timesHaveThreeDigitsAndAUnit(double nanos, String text) {
    assertThat(Quantity.time(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "999, 999 B", "1024, 1.02 kB", "13400000, 13.4 MB"})
  void bytesTheSame(double bytes, String text) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(text);
  }
}
