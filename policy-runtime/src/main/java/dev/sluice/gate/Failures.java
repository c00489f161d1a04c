package dev.sluice.gate;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what went wrong inside Sluice, by the place where it happened, and says so on standard
 * error: in full the first time that a place fails, then at the 10th, 100th, 1000th time and so on,
 * in one line. Thread-safe; never throws.
 */
public final class Failures {
  private final Map<String, Site> sites = new ConcurrentHashMap<>();
  private final PrintStream out;

  public Failures(PrintStream out) {
    this.out = out;
  }

  /**
   * Counts one failure.
   *
   * @param site a short fixed name such as {@code gate.admit}: it becomes a metric's label
   * @param problem what happened, or null if a message is all there is
   */
  public void count(String site, String message, @Nullable Throwable problem) {
    try {
      Site failing = sites.computeIfAbsent(site, key -> new Site());
      failing.count.increment();
      failing.last =
          new Last(
              System.currentTimeMillis(),
              message,
              problem == null ? null : problem.getClass().getName());
      long count = failing.count.sum();
      if (count == 1) {
        out.println("[sluice] internal failure at " + site + ": " + message);
        if (problem != null) {
          problem.printStackTrace(out);
        }
      } else if (isPowerOfTen(count)) {
        out.println("[sluice] internal failure at " + site + ", " + count + " times: " + message);
      }
    } catch (Throwable ignored) { // e.g. no memory left to format: there is nobody left to tell
    }
  }

  /**
   * Counts without a word, for what follows from a failure that was told already.
   *
   * @param times how often, 0 or more
   */
  public void add(String site, long times) {
    if (times > 0) {
      sites.computeIfAbsent(site, key -> new Site()).count.add(times);
    }
  }

  /** The counts so far, by site. */
  public Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    sites.forEach((site, failing) -> copy.put(site, failing.count.sum()));
    return copy;
  }

  /** What failed last at each site; sites of which nothing was told are left out. */
  public Map<String, Last> last() {
    Map<String, Last> copy = new TreeMap<>();
    sites.forEach(
        (site, failing) -> {
          Last last = failing.last;
          if (last != null) {
            copy.put(site, last);
          }
        });
    return copy;
  }

  private static boolean isPowerOfTen(long count) {
    while (count % 10 == 0) {
      count /= 10;
    }
    return count == 1;
  }

  /**
   * The latest failure at a site. A problem's own message is not kept, as it may hold data.
   *
   * @param atMillis milliseconds since the epoch
   * @param problem the class of what was thrown; null if there was nothing
   */
  public record Last(long atMillis, String message, @Nullable String problem) {}

  private static final class Site {
    final LongAdder count = new LongAdder();
    volatile @Nullable Last last;
  }
}
