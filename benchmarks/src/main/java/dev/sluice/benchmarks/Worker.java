package dev.sluice.benchmarks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;

/** The program of a measured JVM: does what it is told on standard input, on one thread. */
final class Worker {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private final Connection connection;

  Worker(Connection connection) {
    this.connection = connection;
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    try (Connection connection = BenchmarkDatabase.open("bench")) {
      Worker worker = new Worker(connection);
      worker.serve(
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
          new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }
  }

  /** Answers commands until one says exit, or there are no more. */
  void serve(BufferedReader commands, PrintStream replies) throws IOException {
    replies.println(new Reply.Ready().line());
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      Command command = Command.parse(line);
      if (command instanceof Command.Exit) {
        return;
      }
      replies.println(reply(command).line());
    }
  }

  private Reply reply(Command command) {
    try {
      if (command instanceof Command.Run run) {
        return new Reply.Ran(run(run.scenario(), run.millis()));
      }
      if (command instanceof Command.Show show) {
        return new Reply.Shown(BenchmarkDatabase.shownEmail(connection, show.table()));
      }
      return new Reply.Failed("nothing to do");
    } catch (SQLException failure) {
      return new Reply.Failed(failure.toString());
    }
  }

  private Measurement run(Scenario scenario, long millis) throws SQLException {
    try (Workload workload = scenario.open(connection)) {
      long sum = 0;
      long operations = 0;
      long compilation = COMPILER.getTotalCompilationTime();
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long threadCpu = THREADS.getCurrentThreadCpuTime();
      long processCpu = SYSTEM.getProcessCpuTime();
      long start = System.nanoTime();
      long length = MILLISECONDS.toNanos(millis);
      long elapsed;
      do {
        sum += workload.once();
        operations++;
        elapsed = System.nanoTime() - start;
      } while (elapsed < length);
      Measurement measurement =
          new Measurement(
              operations,
              elapsed,
              THREADS.getCurrentThreadCpuTime() - threadCpu,
              SYSTEM.getProcessCpuTime() - processCpu,
              THREADS.getCurrentThreadAllocatedBytes() - allocated,
              MILLISECONDS.toNanos(COMPILER.getTotalCompilationTime() - compilation));
      if (sum == 0) {
        throw new SQLException("nothing was read by " + scenario.label());
      }
      return measurement;
    }
  }
}
