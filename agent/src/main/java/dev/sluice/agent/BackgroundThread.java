package dev.sluice.agent;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One daemon thread, alive while there is work, that never keeps the service from ending and sees
 * nothing of the service's class loaders. Takes at most 1,000 waiting tasks.
 */
final class BackgroundThread implements Executor {
  private static final int MOST_WAITING = 1_000;
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor executor;

  BackgroundThread(String name) {
    executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(null, task, name, 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(BackgroundThread.class.getClassLoader());
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * @throws RejectedExecutionException if too many tasks wait
   */
  @Override
  public void execute(Runnable task) {
    executor.execute(task);
  }
}
