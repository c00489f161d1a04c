package dev.sluice.policy;

import dev.sluice.benchmarks.MicroBenchmarks;
import dev.sluice.benchmarks.MicroBenchmarks.Effort;
import dev.sluice.benchmarks.MicroBenchmarks.Goal;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** Measures decisions by JMH and prints medians beside what they should be at most. */
public final class PolicyBench {
  private static final List<Goal> GOALS =
      List.of(
          new Goal(DecisionBenchmark.class, "remembered", "a decision made before", "150 ns"),
          new Goal(DecisionBenchmark.class, "varying", "the same, a condition is asked", ""),
          new Goal(DecisionBenchmark.class, "unseen", "a decision by 200 rules", "20,000 ns"),
          new Goal(DecisionBenchmark.class, "condition", "a condition of 20 parts", ""));

  private PolicyBench() {}

  /** The program: results on standard output, progress on standard error. */
  public static void main(String[] arguments) throws RunnerException {
    List<String> options = List.of(arguments);
    if (!List.of("--quick").containsAll(options)) {
      System.err.println("Usage: bench --policy [--quick]");
      System.exit(2);
    }
    System.out.println("a statement on four tables, medians:");
    MicroBenchmarks.print(GOALS, options.isEmpty() ? new Effort(2, 6, 8) : new Effort(1, 4, 4));
  }
}
