package dev.sluice.remote.http;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends requests that take too long as a whole: read time-outs begin anew with each byte, so that a
 * server which sends one now and then would hold a request for ever. One daemon thread for all,
 * which does nothing else and is gone when there is nothing to watch. Thread-safe.
 */
final class Watchdog {
  private static final long IDLE_SECONDS = 10;
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final HttpURLConnection connection;
  private final Future<?> bite;
  private volatile boolean bitten;

  private Watchdog(HttpURLConnection connection, Duration most) {
    this.connection = connection;
    this.bite = TIMER.schedule(this::bite, most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Begins to watch a request that is not sent yet. */
  static Watchdog watch(HttpURLConnection connection, Duration most) {
    return new Watchdog(connection, most);
  }

  private void bite() {
    bitten = true;
    connection.disconnect();
  }

  /**
   * Lets the request go.
   *
   * @return whether it took too long, and was ended
   */
  boolean release() {
    bite.cancel(false);
    return bitten;
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(null, task, "sluice-policy-watchdog", 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(Watchdog.class.getClassLoader());
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }
}
