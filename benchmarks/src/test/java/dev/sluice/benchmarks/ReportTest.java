package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void aTableShowsEachVariantAndHowTheAgentsCompare() {
    Result result =
        result(new long[] {1000, 1100}, new long[] {1500, 1600}, new long[] {2000, 2100});

    assertThat(Report.of(result))
        .isEqualTo(
            """
            point: a row
                      clock    least     most    added   +/-  x bare  thread  added   +/-  x bare  process  memory
            bare    1.05 us  1.00 us  1.10 us                         900 ns                       1.11 us   100 B
            sluice  1.55 us  1.50 us  1.60 us   500 ns  0 ns    1.48  900 ns   0 ns  0 ns    1.00  2.41 us   100 B
            otel    2.05 us  2.00 us  2.10 us  1.00 us  0 ns    1.95  900 ns   0 ns  0 ns    1.00  4.21 us   100 B
              What Sluice adds, in terms of what the OpenTelemetry agent adds: clock 0.50, thread (lost in noise), process 0.42
            """);
  }

  @Test
  void noRatioIsMadeOfNoise() {
    Result result =
        result(
            new long[] {1000, 1000, 1000, 1000},
            new long[] {1500, 1500, 1500, 1500},
            new long[] {900, 1100, 850, 1250});

    assertThat(Report.share(result, Measurement::nanosEach)).isEqualTo("(lost in noise)");
  }

  @Test
  void whatWasOnlyTimedHasNoOtherFigures() {
    List<Measurement> timed = List.of(new Measurement(1, 2_000_000_000L, 0, 0, 0, 0));
    Result result =
        new Result(
            "start",
            "a JVM",
            Map.of(Variant.BARE, timed, Variant.SLUICE, timed, Variant.OTEL, timed));

    assertThat(Report.of(result).lines().skip(2).findFirst())
        .hasValue("bare    2.00 s  2.00 s  2.00 s");
  }

  @Test
  void theRoundsOfSeveralSessionsAreOneSeries() {
    Result first = result(new long[] {10, 12}, new long[] {20, 21}, new long[] {30, 31});
    Result second = result(new long[] {14}, new long[] {25}, new long[] {33});

    Result both = first.and(second);

    assertThat(both.series(Variant.BARE, Measurement::nanosEach).values())
        .containsExactly(10, 12, 14);
    assertThat(both.added(Variant.SLUICE, Measurement::nanosEach).values())
        .containsExactly(10, 9, 11);
    assertThat(first.series(Variant.BARE, Measurement::nanosEach).values()).hasSize(2);
  }

  @Test
  void theFileHoldsEachRound() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Machine machine = new Machine(2, 24_000_000_000L, "a \"VM\"", "Linux amd64", 0.5);

    JsonReport.write(
        out,
        machine,
        List.of(result(new long[] {10, 12}, new long[] {20, 21}, new long[] {30, 31})));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"java\" : \"a \\\"VM\\\"\"")
        .contains("\"added\" : 9.5")
        .contains("\"nanos\" : 21000")
        .contains("\"nanos\" : 31000");
  }

  private static Result result(long[] bare, long[] sluice, long[] otel) {
    return new Result(
        "point",
        "a row",
        Map.of(
            Variant.BARE, rounds(bare),
            Variant.SLUICE, rounds(sluice),
            Variant.OTEL, rounds(otel)));
  }

  private static List<Measurement> rounds(long[] nanosEach) {
    return Arrays.stream(nanosEach)
        .mapToObj(nanos -> new Measurement(1000, nanos * 1000, 900_000, nanos * nanos, 100_000, 0))
        .toList();
  }
}
