package dev.sluice.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Writes results as text for people. */
final class Report {
  private Report() {}

  /** One result as a table, with a sentence that compares the agents. */
  static String of(Result result) {
    TextTable table =
        new TextTable(
            "", "clock", "least", "most", "added", "+/-", "x bare", "thread", "added", "+/-",
            "x bare", "process", "memory");
    for (Variant variant : Variant.values()) {
      table.add(row(result, variant));
    }
    return result.name()
        + ": "
        + result.meaning()
        + "\n"
        + table.render()
        + "  What Sluice adds, in terms of what the OpenTelemetry agent adds: clock "
        + share(result, Measurement::nanosEach)
        + (measured(result, Measurement::threadCpuNanosEach)
            ? ", thread " + share(result, Measurement::threadCpuNanosEach)
            : "")
        + (measured(result, Measurement::processCpuNanosEach)
            ? ", process " + share(result, Measurement::processCpuNanosEach)
            : "")
        + "\n";
  }

  /** What Sluice adds divided by what the OpenTelemetry agent adds, if that is more than noise. */
  static String share(Result result, ToDoubleFunction<Measurement> figure) {
    Series otel = result.added(Variant.OTEL, figure);
    return otel.median() <= otel.error()
        ? "(lost in noise)"
        : Quantity.times(result.added(Variant.SLUICE, figure).median() / otel.median());
  }

  /** What the columns mean. */
  static String legend() {
    return """
        clock, least, most: time on the clock per operation; median and extremes of the rounds
        thread, process: processor time per operation of the working thread, of the whole JVM; medians
        added, +/-: to no agent; median of the differences round by round, and its error (95%)
        memory: allocated by the working thread per operation
        """;
  }

  private static List<String> row(Result result, Variant variant) {
    Series clock = result.series(variant, Measurement::nanosEach);
    List<String> cells = new ArrayList<>();
    cells.add(variant.label());
    cells.add(Quantity.time(clock.median()));
    cells.add(Quantity.time(clock.least()));
    cells.add(Quantity.time(clock.most()));
    addCost(cells, result, variant, Measurement::nanosEach);
    cells.add(time(result, variant, Measurement::threadCpuNanosEach));
    addCost(cells, result, variant, Measurement::threadCpuNanosEach);
    cells.add(time(result, variant, Measurement::processCpuNanosEach));
    double memory = result.series(variant, Measurement::allocatedBytesEach).median();
    cells.add(memory == 0 ? "" : Quantity.bytes(memory));
    return cells;
  }

  private static void addCost(
      List<String> cells, Result result, Variant variant, ToDoubleFunction<Measurement> figure) {
    if (variant == Variant.BARE || !measured(result, figure)) {
      cells.addAll(List.of("", "", ""));
      return;
    }
    Series added = result.added(variant, figure);
    double bare = result.series(Variant.BARE, figure).median();
    cells.add(Quantity.time(added.median()));
    cells.add(Quantity.time(added.error()));
    cells.add(Quantity.times(result.series(variant, figure).median() / bare));
  }

  private static String time(Result result, Variant variant, ToDoubleFunction<Measurement> figure) {
    return measured(result, figure) ? Quantity.time(result.series(variant, figure).median()) : "";
  }

  /** A program that ran as a process of its own has no figures of its threads. */
  private static boolean measured(Result result, ToDoubleFunction<Measurement> figure) {
    return result.series(Variant.BARE, figure).most() > 0;
  }
}
