package dev.sluice.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker tells the controller: one line of words on its standard output, which begins with a
 * mark, since an agent may print there too.
 */
sealed interface Reply {
  String MARK = "bench:";

  /** The database is filled. */
  record Ready() implements Reply {
    @Override
    public String line() {
      return MARK + " ready";
    }
  }

  /** A round is over. */
  record Ran(Measurement measurement) implements Reply {
    @Override
    public String line() {
      return String.join(
          " ",
          MARK,
          "ran",
          Long.toString(measurement.operations()),
          Long.toString(measurement.nanos()),
          Long.toString(measurement.threadCpuNanos()),
          Long.toString(measurement.processCpuNanos()),
          Long.toString(measurement.allocatedBytes()),
          Long.toString(measurement.compilationNanos()));
    }
  }

  /** What a query showed; one line. */
  record Shown(String value) implements Reply {
    @Override
    public String line() {
      return MARK + " shown " + value;
    }
  }

  /** The command could not be done. */
  record Failed(String reason) implements Reply {
    @Override
    public String line() {
      return MARK + " failed " + reason.replace('\n', ' ');
    }
  }

  /** The reply as a line. */
  String line();

  /**
   * Reads a line.
   *
   * @return null if it is somebody else's
   * @throws IllegalArgumentException if it has the mark and is no reply
   */
  static @Nullable Reply parse(String line) {
    if (!line.startsWith(MARK + " ")) {
      return null;
    }
    String text = line.substring(MARK.length() + 1);
    if (text.startsWith("failed ")) {
      return new Failed(text.substring("failed ".length()));
    }
    if (text.startsWith("shown ")) {
      return new Shown(text.substring("shown ".length()));
    }
    List<String> words = List.of(text.split(" ", -1));
    return switch (words.get(0) + "/" + words.size()) {
      case "ready/1" -> new Ready();
      case "ran/7" -> ran(words.subList(1, 7).stream().mapToLong(Long::parseLong).toArray());
      default -> throw new IllegalArgumentException("no such reply: " + line);
    };
  }

  private static Ran ran(long[] figures) {
    return new Ran(
        new Measurement(figures[0], figures[1], figures[2], figures[3], figures[4], figures[5]));
  }
}
