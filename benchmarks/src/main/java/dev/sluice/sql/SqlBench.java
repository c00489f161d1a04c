package dev.sluice.sql;

import dev.sluice.benchmarks.MicroBenchmarks;
import dev.sluice.benchmarks.MicroBenchmarks.Goal;
import dev.sluice.benchmarks.TextTable;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures the analysis by JMH and prints medians beside what they should be at most. Hostile texts
 * are printed worst first.
 */
public final class SqlBench {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double HOSTILE_MILLIS = 20;
  private static final int WORST = 15;

  /** How long to measure: all of it in about four minutes, or in less than one. */
  private record Effort(MicroBenchmarks.Effort single, int hostileWarmUps, int hostileMillis) {
    static final Effort THOROUGH = new Effort(new MicroBenchmarks.Effort(2, 4, 6), 2, 150);
    static final Effort QUICK = new Effort(new MicroBenchmarks.Effort(1, 2, 3), 1, 25);
  }

  private static final List<Goal> GOALS =
      List.of(
          new Goal(LexingBenchmark.class, "lex", "split into tokens", ""),
          new Goal(LexingBenchmark.class, "lexAndKey", "split, key", ""),
          new Goal(
              LexingBenchmark.class, "lexKeyAndFingerprint", "split, key, new fingerprint", ""),
          new Goal(AnalysisBenchmark.class, "seen", "facts of the same text", "300 ns"),
          new Goal(AnalysisBenchmark.class, "sameShape", "fingerprint, other literals", "2,000 ns"),
          new Goal(AnalysisBenchmark.class, "unseen", "facts of an unseen shape", ""));

  private SqlBench() {}

  /** The program: results on standard output, progress on standard error. */
  public static void main(String[] arguments) throws RunnerException {
    List<String> options = List.of(arguments);
    if (!List.of("--quick").containsAll(options)) {
      System.err.println("Usage: bench --sql [--quick]");
      System.exit(2);
    }
    Effort effort = options.isEmpty() ? Effort.THOROUGH : Effort.QUICK;
    System.out.println("a statement of 1 KiB, medians:");
    MicroBenchmarks.print(GOALS, effort.single());
    hostile(effort);
  }

  private static void hostile(Effort effort) throws RunnerException {
    System.err.println("  ... hostile texts");
    List<String> names = List.copyOf(HostileText.all().keySet());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + HostileBenchmark.class.getName() + "\\.analyze$")
            .param("name", names.toArray(String[]::new))
            .verbosity(VerboseMode.SILENT)
            // one JVM for all: what matters is a service that has run for a while
            .forks(0)
            .warmupIterations(effort.hostileWarmUps())
            .warmupTime(TimeValue.milliseconds(effort.hostileMillis()))
            .measurementIterations(3)
            .measurementTime(TimeValue.milliseconds(effort.hostileMillis()));
    List<RunResult> runs =
        new Runner(options.build())
            .run().stream()
                .sorted(
                    (left, right) ->
                        Double.compare(
                            MicroBenchmarks.median(right.getPrimaryResult()),
                            MicroBenchmarks.median(left.getPrimaryResult())))
                .toList();
    TextTable table = new TextTable("hostile text", "time", "goal");
    long within = 0;
    for (RunResult run : runs) {
      double millis = MicroBenchmarks.median(run.getPrimaryResult()) / NANOS_PER_MILLI;
      within += millis <= HOSTILE_MILLIS ? 1 : 0;
      table.add(
          List.of(
              run.getParams().getParam("name"),
              String.format(Locale.ROOT, "%.1f ms", millis),
              String.format(Locale.ROOT, "%.0f ms", HOSTILE_MILLIS)));
    }
    String[] lines = table.render().split("\n", -1);
    for (int i = 0; i <= Math.min(WORST, runs.size()); i++) {
      System.out.println(lines[i]);
    }
    System.out.printf(
        "%d of %d hostile texts within the goal; the worst are shown%n", within, runs.size());
  }
}
