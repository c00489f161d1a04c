package dev.sluice.agent.service;

import dev.sluice.agent.service.Handovers.Hop;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Platform threads that the service starts itself, and ends with their one piece of work. */
public final class StartedHops {
  private StartedHops() {}

  /** Like {@link Handovers#once(String)}. */
  public static Task once(String url) {
    return Handovers.once(url, StartedHops::add);
  }

  /** Like {@link Handovers#hammer(String, int, int)}. */
  public static Task hammer(String url, int threads, int rounds) {
    return Handovers.hammer(url, threads, rounds, StartedHops::add);
  }

  private static void add(Map<String, Hop> hops, List<ExecutorService> pools) {
    ExecutorService workers = Executors.newFixedThreadPool(2);
    pools.add(workers);

    hops.put("a thread with a target", work -> started(work, Thread::new));
    hops.put("a thread with a name", work -> started(work, task -> new Thread(task, "named")));
    hops.put(
        "a thread of a class of its own",
        work ->
            started(
                work,
                task ->
                    new Thread() {
                      @Override
                      public void run() {
                        task.run();
                      }
                    }));
    hops.put(
        "a thread that starts a thread",
        work ->
            started(() -> started(work, Thread::new), Executors.defaultThreadFactory()::newThread));
    hops.put(
        "a thread, then a worker", work -> started(() -> workers.submit(work).get(), Thread::new));
    hops.put(
        "a worker, then a thread", work -> workers.submit(() -> started(work, Thread::new)).get());
    if (Runtime.version().feature() >= 21) {
      hops.put("a builder", StartedHops::built);
    }
  }

  private interface Maker {
    Thread of(Runnable task);
  }

  private static String started(Callable<String> work, Maker maker) throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    maker.of(() -> result.complete(Handovers.call(work))).start();
    return result.get();
  }

  /** {@code Thread.ofPlatform().start(task)}, which JDK 17 does not have. */
  private static String built(Callable<String> work) throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    Runnable task = () -> result.complete(Handovers.call(work));
    try {
      Object builder = Thread.class.getMethod("ofPlatform").invoke(null);
      Class.forName("java.lang.Thread$Builder")
          .getMethod("start", Runnable.class)
          .invoke(builder, task);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
    return result.get();
  }
}
