package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndedProcessesTest {
  @Test
  void addsUserAndSystemTimeOfChildren() {
    String stat =
        "4711 (a) name) S 1 4711 4711 0 -1 4194304 90 80 0 0 11 12 250 50 20 0 30 0 7000 1 2 3";

    assertThat(EndedProcesses.processorNanos(stat)).isEqualTo(3_000_000_000L);
  }
}
