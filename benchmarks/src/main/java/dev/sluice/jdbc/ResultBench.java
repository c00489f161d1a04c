package dev.sluice.jdbc;

import dev.sluice.benchmarks.MicroBenchmarks;
import dev.sluice.benchmarks.MicroBenchmarks.Effort;
import dev.sluice.benchmarks.MicroBenchmarks.Goal;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** Measures by JMH what reading a result costs under masks and detection. */
public final class ResultBench {
  private static final List<Goal> GOALS =
      List.of(
          new Goal(ResultBenchmark.class, "bare", "by the driver alone", ""),
          new Goal(ResultBenchmark.class, "remembered", "four columns known to be clean", ""),
          new Goal(ResultBenchmark.class, "redacted", "two columns redacted", ""),
          new Goal(ResultBenchmark.class, "look", "a look at one text of 70 characters", ""));

  private ResultBench() {}

  /** The program: results on standard output, progress on standard error. */
  public static void main(String[] arguments) throws RunnerException {
    List<String> options = List.of(arguments);
    if (!List.of("--quick").containsAll(options)) {
      System.err.println("Usage: bench --results [--quick]");
      System.exit(2);
    }
    System.out.println("10,000 rows of five columns, H2 in memory, medians:");
    MicroBenchmarks.print(GOALS, options.isEmpty() ? new Effort(2, 6, 8) : new Effort(1, 4, 4));
  }
}
