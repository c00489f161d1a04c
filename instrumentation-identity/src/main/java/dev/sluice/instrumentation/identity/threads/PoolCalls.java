package dev.sluice.instrumentation.identity.threads;

/**
 * What {@code ThreadPoolExecutor} calls beside its queue and its tasks. To weave the entry of
 * {@code execute} would not do: another agent may put a wrapper in the place of the task after
 * that, and {@code runWorker} is a loop. The calls of the JDK stay where they are, so that a task
 * runs whatever becomes of ours.
 */
public final class PoolCalls {
  private PoolCalls() {}

  /** In {@code execute}, before {@code workQueue.offer(task)}. */
  public static void offered(Object task, Object executor) {
    try {
      ThreadScope.taken(task, executor);
    } catch (Throwable problem) {
      ThreadScope.failed(problem);
    }
  }

  /** In {@code runWorker}, before {@code task.run()}. */
  public static void begun(Object task) {
    try {
      ThreadScope.begin(task);
    } catch (Throwable problem) {
      ThreadScope.failed(problem);
    }
  }

  /**
   * In {@code runWorker}, after {@code task.run()}. Nothing outlives a task on a worker's thread;
   * one whose task throws ends.
   */
  public static void ended() {
    try {
      ThreadScope.leaveAll();
    } catch (Throwable problem) {
      ThreadScope.failed(problem);
    }
  }
}
