package dev.sluice.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures what a service pays for Sluice, beside no agent and beside the OpenTelemetry agent, each
 * in a JVM of its own on the same machine at the same time.
 */
public final class Bench {
  private static final int USAGE_ERROR = 2;

  /** How far the order of scenarios moves from one session to the next. */
  private static final int SHIFT = 2;

  private final Options options;
  private final PrintStream out;
  private final Consumer<String> progress;

  private Bench(Options options, PrintStream out, Consumer<String> progress) {
    this.options = options;
    this.out = out;
    this.progress = progress;
  }

  /** The program: results on standard output, progress on standard error. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (List.of(arguments).contains("--help")) {
      out.print(Options.USAGE);
      return;
    }
    try {
      new Bench(Options.of(arguments), out, line -> System.err.println("  ... " + line)).run();
    } catch (IllegalArgumentException wrong) {
      System.err.println("bench: " + wrong.getMessage());
      System.err.print(Options.USAGE);
      System.exit(USAGE_ERROR);
    }
  }

  private void run() throws IOException {
    Machine machine = Machine.here();
    out.println(machine.line());
    long sluice = Files.size(options.sluice());
    long otel = Files.size(options.otel());
    out.printf(
        Locale.ROOT,
        "jars: sluice %s, otel %s: %.2f times%n%n",
        Quantity.bytes((double) sluice),
        Quantity.bytes((double) otel),
        (double) sluice / otel);
    Path directory = Files.createTempDirectory("sluice-bench");
    try (SpanSink sink = SpanSink.start()) {
      List<Result> results = measure(sink, directory);
      out.print(Report.legend());
      if (options.json() != null) {
        JsonReport.write(Files.newOutputStream(options.json()), machine, results);
      }
    } finally {
      delete(directory);
    }
  }

  private List<Result> measure(SpanSink sink, Path directory) throws IOException {
    MeasuredJvm jvm =
        new MeasuredJvm(options.sluice(), options.otel(), copyPolicy(directory), sink);
    List<Result> results = new ArrayList<>();
    if (options.coldStarts()) {
      report(
          new ColdStarts(jvm, directory).measure(options.effort().coldStarts(), progress), results);
    }
    if (options.scenarios().isEmpty()) {
      return results;
    }
    if (options.recordings() != null) {
      Files.createDirectories(options.recordings());
    }
    Map<Scenario, Result> measured = new EnumMap<>(Scenario.class);
    Map<Variant, Long> operations = new EnumMap<>(Variant.class);
    for (int number = 1; number <= options.effort().sessions(); number++) {
      measureOnce(jvm, directory, number, measured, operations);
    }
    measured.values().forEach(result -> report(result, results));
    reportSpans(operations, sink);
    return results;
  }

  /**
   * All scenarios in new JVMs, each time in another order: each leaves its mark on the compiler.
   */
  private void measureOnce(
      MeasuredJvm jvm,
      Path directory,
      int number,
      Map<Scenario, Result> measured,
      Map<Variant, Long> operations)
      throws IOException {
    String title = number + " of " + options.effort().sessions() + ": ";
    progress.accept(title + "starting a JVM for each variant");
    List<Scenario> order = new ArrayList<>(options.scenarios());
    Collections.rotate(order, (number - 1) * SHIFT);
    try (Session session =
        Session.start(
            jvm,
            options.effort(),
            directory,
            options.recordings(),
            number,
            line -> progress.accept(title + line))) {
      for (Scenario scenario : order) {
        measured.merge(scenario, session.measure(scenario), Result::and);
      }
      for (Variant variant : Variant.values()) {
        operations.merge(variant, session.operations(variant), Long::sum);
      }
    }
  }

  private void report(Result result, List<Result> results) {
    results.add(result);
    out.println(Report.of(result));
  }

  /**
   * Both exporters drop what they cannot send in time; without a single span nothing was traced.
   */
  private void reportSpans(Map<Variant, Long> operations, SpanSink sink) throws IOException {
    for (Variant variant : List.of(Variant.SLUICE, Variant.OTEL)) {
      long spans = sink.spans(variant);
      long statements = operations.getOrDefault(variant, 0L);
      if (spans == 0) {
        throw new IOException("no span came from the JVM with " + variant.title());
      }
      out.printf(
          Locale.ROOT,
          "spans received of %s: %,d of %,d statements (%.1f%%)%n",
          variant.label(),
          spans,
          statements,
          100.0 * spans / statements);
    }
  }

  private static Path copyPolicy(Path directory) throws IOException {
    Path file = directory.resolve("policy.yaml");
    try (InputStream policy = Bench.class.getResourceAsStream("policy.yaml")) {
      if (policy == null) {
        throw new IllegalStateException("policy.yaml is not in the jar");
      }
      Files.copy(policy, file);
    }
    return file;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
