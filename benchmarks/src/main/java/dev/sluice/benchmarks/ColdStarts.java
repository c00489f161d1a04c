package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures how long the {@link ColdStart} program takes from the start of its process to its end,
 * with the variants in turn. What agents send when a JVM ends is part of it.
 */
final class ColdStarts {
  private final MeasuredJvm jvm;
  private final Path directory;

  /**
   * @param directory for what the programs print
   */
  ColdStarts(MeasuredJvm jvm, Path directory) {
    this.jvm = jvm;
    this.directory = directory;
  }

  /** Starts each variant once without counting, so that its files are in the memory, then often. */
  Result measure(int times, Consumer<String> progress) throws IOException {
    Map<Variant, List<Measurement>> rounds = new EnumMap<>(Variant.class);
    for (int time = 0; time <= times; time++) {
      progress.accept("start: " + time + " of " + times);
      for (Variant variant : Variant.values()) {
        Measurement measurement = once(variant);
        if (time > 0) {
          rounds.computeIfAbsent(variant, key -> new ArrayList<>()).add(measurement);
        }
      }
    }
    return new Result(
        "start", "a JVM that connects, runs three statements and ends, as a whole", rounds);
  }

  private Measurement once(Variant variant) throws IOException {
    Path out = directory.resolve("start-" + variant.label() + ".out");
    Path err = directory.resolve("start-" + variant.label() + ".err");
    ProcessBuilder builder =
        jvm.process(variant, ColdStart.class, null)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    long processor = EndedProcesses.processorNanos();
    long start = System.nanoTime();
    Process process = builder.start();
    int exit = await(process);
    long nanos = System.nanoTime() - start;
    if (exit != 0 || !Files.readAllLines(out, StandardCharsets.UTF_8).contains(ColdStart.DONE)) {
      throw new IOException(
          "the program did not do its work with "
              + variant.title()
              + "\n"
              + Files.readString(err, StandardCharsets.UTF_8));
    }
    return new Measurement(1, nanos, 0, EndedProcesses.processorNanos() - processor, 0, 0);
  }

  private static int await(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
