package dev.sluice.instrumentation.identity.threads;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import dev.sluice.weak.WeakIdentityMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for whom tasks were handed over, from then until they run. Tasks of which the service
 * sees the identity are noted weakly beside them, others are wrapped. Nothing is noted where nobody
 * is known, so that a service without callers pays a look at an empty map and a thread-local.
 *
 * <p>One object that is handed over again before it ran, by somebody else, cannot be told apart
 * from itself: it is done for nobody knows whom, and treated so. What a pool of connections does
 * with its own threads is the service's own work, as are runs of a periodic task. A {@code
 * Runnable} that drains a queue which others fill runs for whoever handed it over, but for those
 * known by name. Thread-safe; never throws into the service.
 */
final class HandedOver {
  private static final String SITE = "identity.threads";

  /** Their thread factories: what these pools do, they do for nobody. */
  private static final List<String> POOLS =
      List.of(
          "com.zaxxer.hikari.",
          "com.mchange.v2.",
          "org.apache.commons.dbcp2.",
          "org.apache.commons.pool2.",
          "org.apache.tomcat.jdbc.pool.");

  /** Tasks that run other people's tasks, one after the other. */
  private static final List<String> QUEUES =
      List.of("com.google.common.util.concurrent.SequentialExecutor", "io.grpc.", "io.netty.");

  /**
   * Tasks that go on with what somebody else may have begun: virtual threads, which carry their
   * callers themselves, and those whose callers OpenTelemetry's context knows, or else nobody.
   */
  private static final List<String> CONTINUED =
      List.of("java.lang.", "io.vertx.core.impl.", "kotlinx.coroutines.");

  private final HumanSource humans;
  private final Failures failures;
  private final WeakIdentityMap<Object, Carried> waiting = new WeakIdentityMap<>();
  private final WeakIdentityMap<Object, Carried> registered = new WeakIdentityMap<>();

  HandedOver(HumanSource humans, Failures failures) {
    this.humans = humans;
    this.failures = failures;
  }

  /** An executor takes a task. */
  void taken(@Nullable Object task, @Nullable Object executor) {
    Carried carried = task == null ? null : Carried.ofThread(humans);
    if (task != null && carried != null && !isAny(task, CONTINUED)) {
      note(task, isAny(task, QUEUES) || isPools(executor) ? Carried.NOBODY : carried);
    }
  }

  /** A scheduler takes a task; a periodic one is done for nobody. */
  void scheduled(@Nullable Object task) {
    if (!(task instanceof RunnableScheduledFuture<?> future && future.isPeriodic())) {
      taken(task, null);
    }
  }

  /** A task is forked. On a worker all that can be known is the worker's own task. */
  void forked(@Nullable Object task) {
    if (AgentFrames.active() || !ForkJoinTask.inForkJoinPool()) {
      taken(task, null);
    }
  }

  /** Tasks are about to be run by this thread itself, though like those of others. */
  void invoked(@Nullable Object tasks) {
    if (!AgentFrames.active()) {
      return;
    }
    if (tasks instanceof Object[] array) {
      for (Object task : array) {
        invoked(task);
      }
    } else if (tasks instanceof Collection<?> all) {
      all.forEach(this::invoked);
    } else {
      taken(tasks, null);
    }
  }

  /** An executor does not take a task after all. */
  void refused(@Nullable Object task) {
    if (task != null && !waiting.isEmpty()) {
      waiting.remove(task);
    }
  }

  /** A thread begins a task; the result is to be closed when it ends. */
  AgentFrames.@Nullable Task begun(Object task) {
    return AgentFrames.enter(waiting.isEmpty() ? null : waiting.take(task));
  }

  /** A dependent action is registered, to be done when something else has ended. */
  void registered(Object completion) {
    Carried carried = Carried.ofThread(humans);
    if (carried != null) {
      registered.put(completion, carried);
    }
  }

  /** A dependent action may be done now; like {@link #begun}, if somebody registered it. */
  AgentFrames.@Nullable Task fired(Object completion) {
    Carried carried = registered.isEmpty() ? null : registered.get(completion);
    return carried == null ? null : AgentFrames.enter(carried);
  }

  /** A task, or tasks, that are the same, but done for whom this thread works. */
  @Nullable Object carrying(@Nullable Object task) {
    if (task instanceof ForkJoinTask<?>) {
      taken(task, null);
      return task;
    }
    if (task instanceof Collection<?> all) {
      List<@Nullable Object> copy = new ArrayList<>(all.size());
      all.forEach(one -> copy.add(carrying(one)));
      return copy;
    }
    return wrapped(task);
  }

  /** Like {@link #carrying}, for one task, of whatever kind, that a thread of its own will run. */
  @Nullable Object wrapped(@Nullable Object task) {
    if (task == null || task instanceof CarriedTask || isAny(task, CONTINUED)) {
      return task;
    }
    Carried known = Carried.ofThread(humans);
    if (known == null) {
      return task;
    }
    Carried carried = isAny(task, QUEUES) ? Carried.NOBODY : known;
    if (task instanceof Runnable runnable) {
      return new CarriedTask.OfRunnable(runnable, carried);
    }
    return task instanceof Callable<?> callable
        ? new CarriedTask.OfCallable<>(callable, carried)
        : task;
  }

  /** Something went wrong on the way; the task runs, for nobody who is known. */
  void failed(Throwable problem) {
    failures.count(SITE, "a task lost its caller", problem);
  }

  private void note(Object task, Carried carried) {
    Carried before = waiting.putIfAbsent(task, carried);
    if (before != null && !before.equals(carried)) {
      failures.add(SITE + ".shared", 1);
      waiting.put(task, Carried.UNKNOWN);
    }
  }

  private static boolean isPools(@Nullable Object executor) {
    return executor instanceof ThreadPoolExecutor pool
        && startsWithAny(pool.getThreadFactory().getClass().getName(), POOLS);
  }

  private static boolean isAny(Object task, List<String> classes) {
    return startsWithAny(task.getClass().getName(), classes);
  }

  static boolean startsWithAny(String name, List<String> prefixes) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (name.startsWith(prefixes.get(i))) {
        return true;
      }
    }
    return false;
  }
}
