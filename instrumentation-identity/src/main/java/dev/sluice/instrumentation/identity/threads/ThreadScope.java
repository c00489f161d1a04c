package dev.sluice.instrumentation.identity.threads;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/** Where the advice meets its collaborators, which are there once the weaving is set up. */
final class ThreadScope {
  private static volatile @Nullable HandedOver handedOver;

  private static volatile @Nullable StartedThreads started;

  private ThreadScope() {}

  static void install(HumanSource humans, Failures failures) {
    handedOver = new HandedOver(humans, failures);
  }

  static void installStarts(HumanSource humans, Failures failures) {
    started = new StartedThreads(humans, failures);
  }

  static void starting(Object thread) {
    StartedThreads current = started;
    if (current != null) {
      current.starting(thread);
    }
  }

  static @Nullable Carried startedFor() {
    StartedThreads current = started;
    return current == null ? null : current.current();
  }

  static void taken(@Nullable Object task, @Nullable Object executor) {
    HandedOver current = handedOver;
    if (current != null) {
      current.taken(task, executor);
    }
  }

  static void scheduled(Object task) {
    HandedOver current = handedOver;
    if (current != null) {
      current.scheduled(task);
    }
  }

  static void forked(Object task) {
    HandedOver current = handedOver;
    if (current != null) {
      current.forked(task);
    }
  }

  static void invoked(@Nullable Object tasks) {
    HandedOver current = handedOver;
    if (current != null) {
      current.invoked(tasks);
    }
  }

  static void refused(@Nullable Object task) {
    HandedOver current = handedOver;
    if (current != null) {
      current.refused(task);
    }
  }

  static @Nullable Object begin(Object task) {
    HandedOver current = handedOver;
    return current == null ? null : current.begun(task);
  }

  static void registered(Object completion) {
    HandedOver current = handedOver;
    if (current != null) {
      current.registered(completion);
    }
  }

  static @Nullable Object fire(Object completion) {
    HandedOver current = handedOver;
    return current == null ? null : current.fired(completion);
  }

  static @Nullable Object carrying(@Nullable Object task) {
    HandedOver current = handedOver;
    return current == null ? task : current.carrying(task);
  }

  static @Nullable Object wrapped(@Nullable Object task) {
    HandedOver current = handedOver;
    return current == null ? task : current.wrapped(task);
  }

  static void failed(Throwable problem) {
    HandedOver current = handedOver;
    if (current != null) {
      current.failed(problem);
    }
  }

  static void leaveAll() {
    AgentFrames.leaveAll();
  }

  static void end(@Nullable Object begun) {
    if (begun instanceof AgentFrames.Task task) {
      task.close();
    }
  }
}
