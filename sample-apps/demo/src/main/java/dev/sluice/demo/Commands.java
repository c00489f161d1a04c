package dev.sluice.demo;

import dev.sluice.testing.ForkedJvm;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands of the packaged jar, each in a JVM of its own, and shows them with their output.
 */
final class Commands {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LONGEST_WORD = 40;

  private final Path jar;
  private final Path directory;
  private final PrintStream out;

  /**
   * @param directory where they run
   */
  Commands(Path jar, Path directory, PrintStream out) {
    this.jar = jar;
    this.directory = directory;
    this.out = out;
  }

  /**
   * Runs a command to its end, and shows all that it prints.
   *
   * @param command words, of which none holds a space
   * @return what it printed, errors last
   * @throws AssertionError if it does not end as expected
   */
  List<String> run(int exitCode, String command) {
    return run(exitCode, command, null);
  }

  /**
   * Runs a command to its end.
   *
   * @param hidden how the first line begins that is not shown; null to show all
   */
  List<String> run(int exitCode, String command, @Nullable String hidden) {
    try (ForkedJvm jvm = start(command)) {
      int code = jvm.await(PATIENCE);
      List<String> printed = new ArrayList<>(jvm.out());
      printed.addAll(jvm.err());
      show(printed, hidden);
      if (code != exitCode) {
        throw new AssertionError("exit code " + code + " where " + exitCode + " was due" + jvm);
      }
      return printed;
    }
  }

  private void show(List<String> printed, @Nullable String hidden) {
    for (String line : printed) {
      if (hidden != null && line.startsWith(hidden)) {
        out.println("    ...");
        return;
      }
      out.println("    " + line);
    }
  }

  /** Begins a command that does not end by itself. */
  ForkedJvm start(String command) {
    String[] words = command.split(" ");
    StringBuilder shown = new StringBuilder("  $ sluice");
    for (String word : words) {
      shown.append(' ').append(shortened(word));
    }
    out.println(shown);
    return ForkedJvm.builder()
        .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m")
        .directory(directory)
        .jar(jar)
        .arguments(words)
        .start();
  }

  private static String shortened(String word) {
    return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD - 3) + "...";
  }
}
