package dev.sluice.agent.service;

import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A service that hands work from thread to thread in many ways, for people who come and go, and
 * asks the database each time who it takes itself for: the row that a row filter leaves it names
 * the caller.
 */
public final class Handovers {
  private static final String NOBODY = "nobody";
  private static final int PEOPLE = 8;

  private final String url;
  private final ConcurrentLinkedQueue<String> mistakes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger statements = new AtomicInteger();
  private static final ThreadLocal<Connection> CONNECTIONS = new ThreadLocal<>();
  private final Map<String, Hop> hops = new LinkedHashMap<>();
  private final List<ExecutorService> pools = new ArrayList<>();
  private final @Nullable Hops others;

  /** A way to have work done by another thread, and its result. */
  interface Hop {
    String through(Callable<String> work) throws Exception;
  }

  /** Ways that this class does not know. */
  interface Hops extends Serializable {
    /**
     * Adds them by name.
     *
     * @param pools what is to be ended after the work
     */
    void add(Map<String, Hop> hops, List<ExecutorService> pools) throws Exception;
  }

  private Handovers(String url, @Nullable Hops others) {
    this.url = url;
    this.others = others;
  }

  /** Each way once, for one person and for nobody; tells what each saw. */
  public static Task once(String url) {
    return once(url, null);
  }

  /** The same for other ways; null for those of the JDK and what builds on it. */
  static Task once(String url, @Nullable Hops others) {
    return connection -> {
      Handovers handovers = new Handovers(url, others);
      Map<String, String> seen = new LinkedHashMap<>();
      try {
        handovers.setUp();
        for (Map.Entry<String, Hop> hop : handovers.hops.entrySet()) {
          seen.put(
              hop.getKey(),
              handovers.as("p1", hop.getValue()) + " " + handovers.as(NOBODY, hop.getValue()));
        }
      } finally {
        handovers.tearDown();
      }
      seen.put("mistakes", handovers.mistakes.toString());
      return Report.noted(seen);
    };
  }

  /** All ways at once, round after round, by several threads; tells how many were mistaken. */
  public static Task hammer(String url, int threads, int rounds) {
    return hammer(url, threads, rounds, null);
  }

  /** The same for other ways; null for those of the JDK and what builds on it. */
  static Task hammer(String url, int threads, int rounds, @Nullable Hops others) {
    return connection -> {
      Handovers handovers = new Handovers(url, others);
      try {
        handovers.setUp();
        handovers.hammer(threads, rounds);
      } finally {
        handovers.tearDown();
      }
      return Report.noted(
          Map.of(
              "mistakes",
              handovers.mistakes.stream().limit(10).toList().toString(),
              "enough",
              String.valueOf(handovers.statements.get() >= threads * rounds)));
    };
  }

  private void hammer(int threads, int rounds) throws Exception {
    List<Hop> ways = List.copyOf(hops.values());
    ExecutorService requests = Executors.newFixedThreadPool(threads);
    List<Callable<String>> work = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      int number = thread;
      work.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              int person = (number * 3 + round) % (PEOPLE + 1);
              String name = person == PEOPLE ? NOBODY : "p" + person;
              expect(
                  name, as(name, ways.get((number + round) % ways.size())), number + "/" + round);
            }
            return "";
          });
    }
    for (Future<String> done : requests.invokeAll(work)) {
      done.get();
    }
    requests.shutdown();
  }

  private void setUp() throws Exception {
    if (others == null) {
      setUpOwn();
    } else {
      others.add(hops, pools);
    }
  }

  private void setUpOwn() {
    ExecutorService fixed = kept(new Watching(3, 3, new LinkedBlockingQueue<>()));
    ExecutorService outer = kept(new Watching(4, 4, new LinkedBlockingQueue<>()));
    ExecutorService cached = kept(Executors.newCachedThreadPool());
    ScheduledExecutorService scheduled = kept(Executors.newScheduledThreadPool(2));
    ForkJoinPool forkJoin = kept(new ForkJoinPool(3));
    ExecutorService tight = kept(new Watching(1, 1, new ArrayBlockingQueue<>(1)));
    ThreadPoolExecutor callerRuns = kept(new Watching(1, 1, new ArrayBlockingQueue<>(1)));
    callerRuns.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());

    hops.put("submit", work -> fixed.submit(work).get());
    hops.put("execute", work -> executed(fixed, work));
    hops.put("cached", work -> cached.submit(work).get());
    hops.put("schedule", work -> scheduled.schedule(work, 1, TimeUnit.MILLISECONDS).get());
    hops.put("invokeAll", work -> fixed.invokeAll(List.of(work, work)).get(1).get());
    hops.put("nested", work -> outer.submit(() -> fixed.submit(work).get()).get());
    hops.put("throws", work -> afterOneThatThrows(fixed, work));
    hops.put("cancelled", work -> afterOneCancelled(fixed, work));
    hops.put("rejected", work -> untilTaken(tight, work));
    hops.put("caller runs", work -> callerRuns.submit(work).get());
    hops.put("fork-join submit", work -> forkJoin.submit(work).get());
    hops.put("fork-join execute", work -> executed(forkJoin, work));
    hops.put("fork-join invokeAll", work -> forkJoin.invokeAll(List.of(work, work)).get(0).get());
    hops.put("fork", work -> forkJoin.invoke(new Halves(work, 3)));
    hops.put("invoke", work -> new Halves(work, 3).invoke());
    hops.put("in a fork-join pool, others join", work -> joining(forkJoin, work));
    hops.put(
        "parallel stream",
        work ->
            IntStream.range(0, 16).parallel().mapToObj(i -> call(work)).reduce(this::same).get());
    hops.put("supplyAsync", work -> CompletableFuture.supplyAsync(() -> call(work)).get());
    hops.put(
        "thenApplyAsync",
        work ->
            CompletableFuture.supplyAsync(() -> "", fixed)
                .thenApplyAsync(x -> call(work), cached)
                .thenCombineAsync(
                    CompletableFuture.supplyAsync(() -> call(work)), this::same, forkJoin)
                .get());
    hops.put("completed by others", this::completedByOthers);
    hops.put(
        "reactor",
        work ->
            Objects.requireNonNull(
                Mono.fromCallable(work)
                    .subscribeOn(Schedulers.boundedElastic())
                    .publishOn(Schedulers.parallel())
                    .block()));
    hops.put("SimpleAsyncTaskExecutor", work -> new SimpleAsyncTaskExecutor().submit(work).get());
    if (Runtime.version().feature() >= 21) {
      ExecutorService virtual = kept(virtualThreads());
      hops.put("virtual", work -> virtual.submit(work).get());
      hops.put("virtual executes", work -> executed(virtual, work));
      hops.put("virtual nested", work -> virtual.submit(() -> fixed.submit(work).get()).get());
    }
  }

  private void tearDown() throws Exception {
    for (ExecutorService pool : pools) {
      pool.shutdown();
      if (!pool.awaitTermination(20, TimeUnit.SECONDS)) {
        mistakes.add("a pool does not end");
      }
    }
  }

  private <E extends ExecutorService> E kept(E pool) {
    pools.add(pool);
    return pool;
  }

  /** Does it for a person, or for nobody; what the work itself saw must be the same. */
  private String as(String person, Hop hop) {
    String[] result = {"nothing"};
    Runnable request =
        () -> {
          try {
            result[0] = hop.through(this::whoAmI);
          } catch (Exception e) {
            result[0] = String.valueOf(e);
          }
        };
    if (person.equals(NOBODY)) {
      request.run();
    } else {
      Visit.by(person, request::run);
    }
    return result[0];
  }

  private void expect(String expected, String seen, String where) {
    if (!expected.equals(seen)) {
      mistakes.add(expected + " was " + seen + " at " + where);
    }
  }

  private String whoAmI() {
    statements.incrementAndGet();
    Connection connection = CONNECTIONS.get();
    try {
      if (connection == null) {
        connection = DriverManager.getConnection(url);
        CONNECTIONS.set(connection);
      }
      try (Statement statement = connection.createStatement();
          ResultSet results = statement.executeQuery("SELECT name FROM people")) {
        String name = results.next() ? results.getString(1) : NOBODY;
        return results.next() ? "everybody" : name;
      }
    } catch (SQLException e) {
      return String.valueOf(e);
    }
  }

  static String call(Callable<String> work) {
    try {
      return work.call();
    } catch (Exception e) {
      return String.valueOf(e);
    }
  }

  private String same(String one, String other) {
    return one.equals(other) ? one : one + " and " + other;
  }

  static String executed(java.util.concurrent.Executor executor, Callable<String> work)
      throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    executor.execute(() -> result.complete(call(work)));
    return result.get();
  }

  private static String afterOneThatThrows(ExecutorService pool, Callable<String> work)
      throws Exception {
    pool.execute(
        () -> {
          throw new Thrown();
        });
    Future<String> failing =
        pool.submit(
            () -> {
              work.call();
              throw new IllegalStateException("on purpose");
            });
    Future<String> next = pool.submit(work);
    try {
      failing.get();
    } catch (ExecutionException expected) {
      return next.get();
    }
    return "did not throw";
  }

  private static String afterOneCancelled(ExecutorService pool, Callable<String> work)
      throws Exception {
    pool.submit(work).cancel(true);
    return pool.submit(work).get();
  }

  private static String untilTaken(ExecutorService pool, Callable<String> work) throws Exception {
    while (true) {
      try {
        return pool.submit(work).get();
      } catch (RejectedExecutionException full) {
        Thread.onSpinWait();
      }
    }
  }

  /** The worker helps with other people's tasks while it waits. */
  private static String joining(ForkJoinPool pool, Callable<String> work) throws Exception {
    return pool.submit(
            () -> {
              CompletableFuture<String> other =
                  CompletableFuture.supplyAsync(() -> call(work), pool);
              return other.join();
            })
        .get();
  }

  /** Who completes a future knows nothing of those who wait for it. */
  private String completedByOthers(Callable<String> work) throws Exception {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> direct = source.thenApply(x -> call(work));
    CompletableFuture<String> either =
        source.applyToEither(new CompletableFuture<>(), x -> call(work));
    Thread completer = new Thread(() -> source.complete(""));
    completer.start();
    return same(direct.get(), either.get());
  }

  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks between tasks, when the thread must work for nobody. */
  private final class Watching extends ThreadPoolExecutor {
    Watching(int core, int most, java.util.concurrent.BlockingQueue<Runnable> queue) {
      super(core, most, 1, TimeUnit.SECONDS, queue);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      expect(NOBODY, whoAmI(), "before a task");
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
      if (thrown == null) {
        expect(NOBODY, whoAmI(), "after a task");
      }
    }
  }

  /** Work that is split in halves, the leaves of which must all agree. */
  private final class Halves extends RecursiveTask<String> {
    private static final long serialVersionUID = 1;

    private final transient Callable<String> work;
    private final int depth;

    Halves(Callable<String> work, int depth) {
      this.work = work;
      this.depth = depth;
    }

    @Override
    protected String compute() {
      if (depth == 0) {
        return call(work);
      }
      Halves left = new Halves(work, depth - 1);
      Halves right = new Halves(work, depth - 1);
      if (depth % 2 == 0) {
        invokeAll(left, right);
        return same(left.join(), right.join());
      }
      left.fork();
      return same(right.compute(), left.join());
    }
  }

  /** Ends the worker's thread. */
  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
