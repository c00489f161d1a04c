package dev.sluice.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures single operations by JMH, and prints medians beside what they should be at most. */
public final class MicroBenchmarks {
  /** A heap that grows while it is measured costs more, once, than what is measured. */
  private static final String[] SETTLED_HEAP = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"};

  private MicroBenchmarks() {}

  /**
   * What to measure.
   *
   * @param benchmark the class with the method
   * @param what its name in the table
   * @param goal what it should take at most, in words; may be empty
   */
  public record Goal(Class<?> benchmark, String method, String what, String goal) {}

  /**
   * How long to measure each.
   *
   * @param warmUps of a second
   * @param rounds of half a second
   */
  public record Effort(int forks, int warmUps, int rounds) {}

  /** Measures and prints a table: progress goes to standard error. */
  public static void print(List<Goal> goals, Effort effort) throws RunnerException {
    TextTable table = new TextTable("", "time", "goal", "allocated");
    for (Goal goal : goals) {
      Measured measured = measure(goal, effort);
      table.add(
          List.of(
              goal.what(),
              String.format(Locale.ROOT, "%,.0f ns", measured.nanos()),
              goal.goal(),
              String.format(Locale.ROOT, "%,.0f B", measured.bytes())));
    }
    System.out.println(table.render());
  }

  /**
   * What an operation took.
   *
   * @param nanos the median
   * @param bytes what it allocated
   */
  public record Measured(double nanos, double bytes) {}

  /** Measures one, in JVMs with more arguments. */
  public static Measured measure(Goal goal, Effort effort, String... jvmArguments)
      throws RunnerException {
    System.err.println("  ... " + goal.what());
    RunResult run =
        new Runner(options(goal, effort).jvmArgsAppend(jvmArguments).build()).runSingle();
    Result<?> bytes = Objects.requireNonNull(run.getSecondaryResults().get("gc.alloc.rate.norm"));
    return new Measured(median(run.getPrimaryResult()), bytes.getScore());
  }

  private static ChainedOptionsBuilder options(Goal goal, Effort effort) {
    return new OptionsBuilder()
        .include("^" + goal.benchmark().getName() + "\\." + goal.method() + "$")
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .forks(effort.forks())
        .jvmArgs(SETTLED_HEAP)
        .warmupIterations(effort.warmUps())
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(effort.rounds())
        .measurementTime(TimeValue.milliseconds(500));
  }

  /** The median of a result's rounds. */
  public static double median(Result<?> result) {
    return result.getStatistics().getPercentile(50);
  }
}
