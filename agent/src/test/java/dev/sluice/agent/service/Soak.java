package dev.sluice.agent.service;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.jspecify.annotations.Nullable;

/**
 * Sixteen threads over three pools, one of which keeps prepared statements, for mixed callers,
 * while the policy changes: it ends with an error at the first value that was not right, and tells
 * at the end what it did, what the heap held from time to time, and what the pools hold.
 *
 * <p>Arguments: the file of the policy, of which the first is in it already; the time to run for;
 * whether the policies leave out a mask; the URLs of PostgreSQL and H2.
 */
public final class Soak {
  private static final int THREADS = 16;
  private static final int MOST_CONNECTIONS = 6;
  private static final int SAMPLES = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path policy;
  private final Duration time;
  private final boolean leavesOut;
  private final HikariDataSource hikari;
  private final HikariDataSource other;
  private final BasicDataSource keeping = new BasicDataSource();
  private final SoakWorker.Counts counts = new SoakWorker.Counts();
  private final ReadWriteLock pause = new ReentrantReadWriteLock(true);
  private final AtomicReference<@Nullable Throwable> problem = new AtomicReference<>();
  private final long start = System.nanoTime();
  private int policies = 1;

  private Soak(Path policy, Duration time, boolean leavesOut, String postgres, String h2) {
    this.policy = policy;
    this.time = time;
    this.leavesOut = leavesOut;
    this.hikari = hikari(postgres);
    this.other = hikari(h2);
    keeping.setUrl(postgres);
    keeping.setMaxTotal(MOST_CONNECTIONS);
    keeping.setPoolPreparedStatements(true);
    keeping.setMaxOpenPreparedStatements(20);
  }

  public static void main(String[] arguments) throws Exception {
    new Soak(
            Path.of(arguments[0]),
            Duration.parse(arguments[1]),
            Boolean.parseBoolean(arguments[2]),
            arguments[3],
            arguments[4])
        .run();
  }

  private static HikariDataSource hikari(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(MOST_CONNECTIONS);
    config.setMaxLifetime(0);
    return new HikariDataSource(config); // begins at once, so that it has figures in any case
  }

  private void run() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      SoakWorker worker = new SoakWorker(number, counts);
      DataSource[] pools = {hikari, other, keeping};
      threads.add(started("worker-" + number, () -> work(worker, pools)));
    }
    threads.add(started("policies", this::change));
    List<Long> heap = new ArrayList<>();
    List<Integer> live = new ArrayList<>();
    for (int sample = 1; sample <= SAMPLES && problem.get() == null; sample++) {
      sleepUntil(time.multipliedBy(sample).dividedBy(SAMPLES).minusMillis(50));
      heap.add(used());
      live.add(ManagementFactory.getThreadMXBean().getThreadCount());
    }
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
      if (thread.isAlive()) {
        fail(new IllegalStateException(thread.getName() + " does not end"));
      }
    }
    report(heap, live);
  }

  private void report(List<Long> heap, List<Integer> live) {
    System.out.println(
        "SOAK statements=%d strict=%d masked=%d clear=%d stopped=%d writes=%d policies=%d"
            .formatted(
                counts.statements.get(),
                counts.strict.get(),
                counts.masked.get(),
                counts.clear.get(),
                counts.stopped.get(),
                counts.writes.get(),
                policies));
    System.out.println("HEAP " + joined(heap));
    System.out.println("THREADS " + joined(live));
    System.out.println(
        "POOLS active=%d total=%d of %d"
            .formatted(
                hikari.getHikariPoolMXBean().getActiveConnections()
                    + other.getHikariPoolMXBean().getActiveConnections()
                    + keeping.getNumActive(),
                hikari.getHikariPoolMXBean().getTotalConnections()
                    + other.getHikariPoolMXBean().getTotalConnections()
                    + keeping.getNumIdle(),
                3 * MOST_CONNECTIONS));
    Throwable found = problem.get();
    if (found != null) {
      found.printStackTrace(System.out);
      System.exit(1);
    }
    System.out.println("END");
    System.exit(0);
  }

  private static String joined(List<? extends Number> numbers) {
    return String.join(",", numbers.stream().map(String::valueOf).toList());
  }

  private Thread started(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                fail(e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void fail(Throwable e) {
    problem.compareAndSet(null, e);
  }

  private boolean goesOn() {
    return problem.get() == null && System.nanoTime() - start < time.toNanos();
  }

  private void work(SoakWorker worker, DataSource[] pools) throws Exception {
    for (int turn = 0; goesOn(); turn++) {
      pause.readLock().lock();
      try {
        worker.step(pools[turn % pools.length]);
      } finally {
        pause.readLock().unlock();
      }
    }
  }

  /** A new policy each second, or as soon as the one before is in force. */
  private void change() throws Exception {
    try (Connection connection = DriverManager.getConnection(other.getJdbcUrl())) {
      while (goesOn()) {
        long next = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        write(policies + 1);
        awaitInForce(connection, policies + 1);
        policies++;
        while (goesOn() && System.nanoTime() < next) {
          Thread.sleep(10);
        }
      }
    }
  }

  private void awaitInForce(Connection connection, int number)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (SoakWorker.policy(connection) != number && goesOn()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("policy " + number + " is not in force");
      }
      Thread.sleep(20);
    }
  }

  private void write(int number) throws IOException {
    Path next = policy.resolveSibling("next.yaml");
    Files.writeString(next, new SoakRules(number).yaml(leavesOut));
    Files.move(next, policy, StandardCopyOption.ATOMIC_MOVE);
  }

  private void sleepUntil(Duration sinceStart) throws InterruptedException {
    while (problem.get() == null && System.nanoTime() - start < sinceStart.toNanos()) {
      Thread.sleep(20);
    }
  }

  /** Bytes on the heap while nobody works, after the garbage is gone. */
  private long used() {
    pause.writeLock().lock();
    try {
      System.gc();
      System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    } finally {
      pause.writeLock().unlock();
    }
  }

  private interface Work {
    void run() throws Exception;
  }
}
