package dev.sluice.benchmarks.coverage;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param corpora the folder of the corpora
 * @param reasons how many reasons to print for each corpus
 * @param show the one corpus to look at; null for all
 */
record CoverageOptions(Path corpora, int reasons, @Nullable String show) {
  private static final int REASONS = 3;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if they make no sense; the message says why
   */
  static CoverageOptions of(String... arguments) {
    Path corpora = null;
    int reasons = REASONS;
    String show = null;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value");
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--corpora" -> corpora = Path.of(value);
        case "--reasons" -> reasons = number(value);
        case "--show" -> show = value;
        default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
      }
    }
    if (corpora == null || !Files.isDirectory(corpora)) {
      throw new IllegalArgumentException("--corpora must name a folder");
    }
    return new CoverageOptions(corpora, reasons, show);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException("--reasons needs a number, not " + text, wrong);
    }
  }
}
