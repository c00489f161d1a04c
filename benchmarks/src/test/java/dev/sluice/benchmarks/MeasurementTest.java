package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MeasurementTest {
  @Test
  void figuresArePerOperation() {
    Measurement measurement = new Measurement(4, 1000, 800, 2000, 400, 0);

    assertThat(measurement.nanosEach()).isEqualTo(250);
    assertThat(measurement.threadCpuNanosEach()).isEqualTo(200);
    assertThat(measurement.processCpuNanosEach()).isEqualTo(500);
    assertThat(measurement.allocatedBytesEach()).isEqualTo(100);
  }

  @Test
  void aRoundIsColdWhileMoreThanATenthOfItSeesCompilation() {
    assertThat(new Measurement(1, 1000, 0, 0, 0, 101).isCold()).isTrue();
    assertThat(new Measurement(1, 1000, 0, 0, 0, 100).isCold()).isFalse();
  }

  @Test
  void somethingWasDone() {
    assertThatThrownBy(() -> new Measurement(0, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
