package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What the processes that this one started and that have ended took, as the kernel of Linux adds it
 * up.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
final class EndedProcesses {
  private static final Path STAT = Path.of("/proc/self/stat");

  /** The fields 16 and 17, cutime and cstime, counted from the third, state. */
  private static final int USER_FIELD = 16 - 3;

  private static final int SYSTEM_FIELD = 17 - 3;

  /** USER_HZ is 100 on every architecture that Java runs on. */
  private static final long NANOS_PER_TICK = TimeUnit.SECONDS.toNanos(1) / 100;

  private EndedProcesses() {}

  /** Their processor time so far, in nanoseconds, in steps of 10 ms; 0 where there is no Linux. */
  static long processorNanos() throws IOException {
    return Files.exists(STAT) ? processorNanos(Files.readString(STAT, StandardCharsets.UTF_8)) : 0;
  }

  static long processorNanos(String stat) {
    // The second field is the program's name in brackets, which may hold spaces and brackets.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_FIELD]) + Long.parseLong(fields[SYSTEM_FIELD]))
        * NANOS_PER_TICK;
  }
}
