package dev.sluice.benchmarks;

import dev.sluice.benchmarks.MicroBenchmarks.Effort;
import dev.sluice.benchmarks.MicroBenchmarks.Goal;
import dev.sluice.benchmarks.MicroBenchmarks.Measured;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.RunnerException;

/** Measures by JMH what Sluice adds to a subscription over R2DBC, decision, masks and span. */
public final class R2dbcBench {
  private static final List<Goal> GOALS =
      List.of(
          new Goal(SubscriptionBenchmark.class, "point", "one row", ""),
          new Goal(SubscriptionBenchmark.class, "masked", "one row, two columns redacted", ""));

  private R2dbcBench() {}

  /** The program: results on standard output, progress on standard error. */
  public static void main(String[] arguments) throws RunnerException, IOException {
    List<String> options = List.of(arguments);
    if (options.isEmpty() || !List.of("--quick").containsAll(options.subList(1, options.size()))) {
      System.err.println("Usage: bench --r2dbc [--quick]");
      System.exit(2);
    }
    Effort effort = options.size() == 1 ? new Effort(3, 6, 8) : new Effort(1, 5, 6);
    Path policy = Files.createTempFile("sluice-bench", ".yaml");
    try (SpanSink sink = SpanSink.start();
        InputStream rules = R2dbcBench.class.getResourceAsStream("policy.yaml")) {
      if (rules == null) {
        throw new IllegalStateException("policy.yaml is not in the jar");
      }
      Files.write(policy, rules.readAllBytes());
      print(
          effort,
          "-javaagent:" + Path.of(options.get(0)).toAbsolutePath(),
          "-Dsluice.service.name=benchmark",
          "-Dsluice.policy=" + policy,
          "-Dsluice.otlp.endpoint=" + sink.endpoint(Variant.SLUICE));
      System.out.printf(Locale.ROOT, "spans received: %,d%n", sink.spans(Variant.SLUICE));
      if (sink.spans(Variant.SLUICE) == 0) {
        throw new IOException("no span came");
      }
    } finally {
      Files.delete(policy);
    }
  }

  private static void print(Effort effort, String... governed) throws RunnerException {
    TextTable table = new TextTable("", "bare", "Sluice adds", "allocated, bare", "Sluice adds");
    for (Goal goal : GOALS) {
      Measured bare = MicroBenchmarks.measure(goal, effort);
      Measured with = MicroBenchmarks.measure(goal, effort, governed);
      table.add(
          List.of(
              goal.what(),
              number(bare.nanos(), "ns"),
              number(with.nanos() - bare.nanos(), "ns"),
              number(bare.bytes(), "B"),
              number(with.bytes() - bare.bytes(), "B")));
    }
    System.out.println("A subscription over R2DBC, H2 in memory, medians:");
    System.out.println(table.render());
  }

  private static String number(double value, String unit) {
    return String.format(Locale.ROOT, "%,.0f %s", value, unit);
  }
}
