package dev.sluice.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param sluice the jar of the Sluice agent
 * @param otel the jar of the OpenTelemetry agent
 * @param effort how long to measure
 * @param scenarios what to measure, in this order
 * @param coldStarts whether to measure start-up
 * @param json where to write the figures to
 * @param recordings the directory for a flight recording of each measured JVM
 */
record Options(
    Path sluice,
    Path otel,
    Effort effort,
    List<Scenario> scenarios,
    boolean coldStarts,
    @Nullable Path json,
    @Nullable Path recordings) {
  static final String USAGE =
      """
      Usage: bench [--quick] [--only NAME,...] [--json FILE] [--record DIR]
        --quick        less than three minutes on two idle processors; else about twelve
        --only NAMES   of point, literal, insert, rows, masked, partial, start
        --json FILE    also write all figures to a file
        --record DIR   also write a flight recording of each measured JVM
      or: bench --sql [--quick]  measures the analysis of SQL alone, by JMH: some minutes
      """;

  private static final String START = "start";

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if they make no sense; the message says why
   */
  static Options of(String... arguments) {
    Path sluice = null;
    Path otel = null;
    Effort effort = Effort.THOROUGH;
    List<Scenario> scenarios = List.of(Scenario.values());
    boolean coldStarts = true;
    Path json = null;
    Path recordings = null;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--quick" -> effort = Effort.QUICK;
        case "--sluice" -> sluice = existing(Path.of(value(arguments, ++i)));
        case "--otel" -> otel = existing(Path.of(value(arguments, ++i)));
        case "--json" -> json = Path.of(value(arguments, ++i)).toAbsolutePath();
        case "--record" -> recordings = Path.of(value(arguments, ++i)).toAbsolutePath();
        case "--only" -> {
          List<String> names = new ArrayList<>(List.of(value(arguments, ++i).split(",", -1)));
          coldStarts = names.remove(START);
          scenarios = names.stream().map(Scenario::of).toList();
        }
        default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
      }
    }
    if (sluice == null || otel == null) {
      throw new IllegalArgumentException("--sluice and --otel must name the jars of both agents");
    }
    return new Options(sluice, otel, effort, scenarios, coldStarts, json, recordings);
  }

  private static String value(String[] arguments, int index) {
    if (index == arguments.length) {
      throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
    }
    return arguments[index];
  }

  private static Path existing(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("no such file: " + path);
    }
    return path.toAbsolutePath();
  }
}
