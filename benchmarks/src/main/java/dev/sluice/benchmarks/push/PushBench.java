package dev.sluice.benchmarks.push;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.policy.BuiltInPolicy;
import dev.sluice.remote.http.ChannelAddress;
import dev.sluice.testing.SignedReleases;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Measures the way of a policy from who publishes it to the agents, over loopback: how long it
 * takes until it is in force, what agents cost while they wait, and how they come back to a server
 * that was restarted.
 */
public final class PushBench {
  private static final String CHANNEL = "prod";
  private static final long PATIENCE_SECONDS = 120;
  private static final int BUCKET_MILLIS = 100;

  private final int releases;
  private final int agents;
  private final Duration wait;

  private PushBench(int releases, int agents, Duration wait) {
    this.releases = releases;
    this.agents = agents;
    this.wait = wait;
  }

  /** The program: results on standard output. */
  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    if (!List.of("--quick").containsAll(options)) {
      System.err.println("Usage: bench --push [--quick]");
      System.exit(2);
    }
    PushBench bench =
        options.isEmpty()
            ? new PushBench(50, 500, Duration.ofMinutes(1))
            : new PushBench(20, 500, Duration.ofSeconds(15));
    Path folder = Files.createTempDirectory("sluice-push-");
    try {
      bench.latency(folder.resolve("one"));
      bench.fleet(folder.resolve("fleet"));
    } finally {
      delete(folder);
    }
    System.exit(0);
  }

  private void latency(Path folder) throws IOException, InterruptedException {
    SignedReleases desk = SignedReleases.in(Files.createDirectory(folder), CHANNEL);
    desk.publish(BuiltInPolicy.text());
    List<Duration> took = new ArrayList<>();
    List<Duration> publishing = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(folder, 0);
        WaitingAgent agent = agent("only", server, desk)) {
      agent.start();
      await(() -> agent.serial() == 1);
      for (int i = 0; i < releases + 5; i++) {
        Thread.sleep(200);
        long begin = System.nanoTime();
        long serial = desk.publish(BuiltInPolicy.text());
        long published = System.nanoTime();
        await(() -> agent.serial() == serial);
        if (i >= 5) { // the first ones warm up
          publishing.add(Duration.ofNanos(published - begin));
          took.add(Duration.ofNanos(agent.appliedAt() - begin));
        }
      }
    }
    took.sort(null);
    publishing.sort(null);
    System.out.printf(
        Locale.ROOT,
        "publish to enforced, %d releases, signed twice: median %d ms, worst %d ms;"
            + " of that, to check it and write it to disk: median %d ms%n",
        releases,
        took.get(took.size() / 2).toMillis(),
        took.get(took.size() - 1).toMillis(),
        publishing.get(publishing.size() / 2).toMillis());
  }

  private void fleet(Path folder) throws IOException, InterruptedException {
    SignedReleases desk = SignedReleases.in(Files.createDirectory(folder), CHANNEL);
    desk.publish(BuiltInPolicy.text());
    long heapBefore = usedHeap();
    List<WaitingAgent> fleet = new ArrayList<>();
    ServerProcess server = ServerProcess.start(folder, 0);
    try {
      for (int i = 0; i < agents; i++) {
        fleet.add(agent("agent-" + i, server, desk));
      }
      fleet.forEach(WaitingAgent::start);
      await(() -> fleet.stream().allMatch(agent -> agent.serial() == 1));
      Thread.sleep(2_000);
      waiting(server, fleet, heapBefore);
      release(desk, fleet);
      int port = server.port();
      server.close();
      await(() -> fleet.stream().noneMatch(WaitingAgent::reached));
      Thread.sleep(3_000);
      server = ServerProcess.start(folder, port);
      comeBack(fleet);
    } finally {
      server.close();
      fleet.forEach(WaitingAgent::close);
    }
  }

  private void waiting(ServerProcess server, List<WaitingAgent> fleet, long heapBefore)
      throws InterruptedException {
    OperatingSystemMXBean own =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long ownBefore = own.getProcessCpuTime();
    Duration serverBefore = server.cpu();
    Thread.sleep(wait.toMillis());
    double seconds = wait.toMillis() / 1_000.0;
    long heap = usedHeap() - heapBefore;
    System.out.printf(
        Locale.ROOT,
        "%d agents that wait, in one JVM, for %.0f s: CPU of the agents %.2f s (%.2f %% of a core),"
            + " of the server %.2f s; heap of the agents %.1f MB (%d KB each, policies included);"
            + " threads of their JVM %d%n",
        fleet.size(),
        seconds,
        (own.getProcessCpuTime() - ownBefore) / 1e9,
        (own.getProcessCpuTime() - ownBefore) / 1e9 / seconds * 100,
        server.cpu().minus(serverBefore).toMillis() / 1_000.0,
        heap / 1e6,
        heap / fleet.size() / 1_000,
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  private static void release(SignedReleases desk, List<WaitingAgent> fleet)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long serial = desk.publish(BuiltInPolicy.text());
    await(() -> fleet.stream().allMatch(agent -> agent.serial() == serial));
    List<Long> millis = millisSince(begin, fleet, WaitingAgent::appliedAt);
    System.out.printf(
        Locale.ROOT,
        "a release to all of them: in force after %d ms (median), %d ms (last)%n",
        millis.get(millis.size() / 2),
        millis.get(millis.size() - 1));
  }

  private static void comeBack(List<WaitingAgent> fleet) throws InterruptedException {
    long begin = System.nanoTime();
    await(() -> fleet.stream().allMatch(WaitingAgent::reached));
    List<Long> millis = millisSince(begin, fleet, WaitingAgent::reachedAt);
    int most = 0;
    for (int first = 0; first < millis.size(); first++) {
      int last = first;
      while (last < millis.size() && millis.get(last) < millis.get(first) + BUCKET_MILLIS) {
        last++;
      }
      most = Math.max(most, last - first);
    }
    System.out.printf(
        Locale.ROOT,
        "the server restarted: agents back after %d ms (first), %d ms (median), %d ms (last);"
            + " at most %d in %d ms%n",
        millis.get(0),
        millis.get(millis.size() / 2),
        millis.get(millis.size() - 1),
        most,
        BUCKET_MILLIS);
  }

  private static List<Long> millisSince(
      long begin, List<WaitingAgent> fleet, ToLongFunction<WaitingAgent> when) {
    List<Long> millis = new ArrayList<>();
    for (WaitingAgent agent : fleet) {
      millis.add(Duration.ofNanos(when.applyAsLong(agent) - begin).toMillis());
    }
    millis.sort(null);
    return millis;
  }

  private static WaitingAgent agent(String name, ServerProcess server, SignedReleases desk) {
    return new WaitingAgent(
        name,
        ChannelAddress.of("http://127.0.0.1:" + server.port(), CHANNEL),
        CHANNEL,
        desk.trust());
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private interface Question {
    boolean isSo();
  }

  private static void await(Question question) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
    while (!question.isSo()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not within " + PATIENCE_SECONDS + " s");
      }
      Thread.sleep(1);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
