package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells OpenTelemetry of every statement: a client span, and metrics.
 *
 * <p>Nothing of OpenTelemetry is loaded before the first statement, neither its API, which the
 * OpenTelemetry agent must be there to bridge, nor java.util.logging behind it, which must not be
 * touched before the service's main class had its chance to set it up. What fails here is counted
 * and never reaches the service; what cannot be delivered is dropped and counted, and the service
 * never waits for it. Thread-safe.
 */
public final class OpenTelemetryObserver implements StatementObserver, AutoCloseable {
  private static final long LONGEST_WAIT_SECONDS = 2;

  private final OpenTelemetrySettings settings;
  private final Failures failures;
  private final ReentrantLock starting = new ReentrantLock();
  private volatile @Nullable Telemetry telemetry;

  private OpenTelemetryObserver(OpenTelemetrySettings settings, Failures failures) {
    this.settings = settings;
    this.failures = failures;
  }

  /**
   * Creates an observer; safe to call in an agent's premain.
   *
   * @param failures told of what goes wrong, at sites that begin with {@code telemetry.}
   */
  public static OpenTelemetryObserver create(OpenTelemetrySettings settings, Failures failures) {
    return new OpenTelemetryObserver(settings, failures);
  }

  @Override
  public Observation begin(StatementEvent event) {
    try {
      Telemetry current = telemetry;
      return (current == null ? start() : current).begin(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.count("telemetry.begin", "a statement goes unseen", e);
      return Observation.NONE;
    } catch (Throwable e) {
      failures.count("telemetry.begin", "a statement goes unseen", e);
      return Observation.NONE;
    }
  }

  /** Sends what is left, for at most two seconds. */
  @Override
  public void close() {
    Telemetry current;
    starting.lock();
    try {
      current = telemetry;
      telemetry = Telemetry.NONE;
    } finally {
      starting.unlock();
    }
    if (current != null) {
      current.close();
    }
  }

  /**
   * Starts telemetry, or waits until another thread has: no statement goes unseen because it was
   * among the first. Who starts it may come here again, by what the start itself does.
   */
  private Telemetry start() throws InterruptedException {
    if (starting.isHeldByCurrentThread()) {
      return Telemetry.NONE;
    }
    if (!starting.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("another thread is still starting telemetry");
    }
    try {
      Telemetry current = telemetry;
      if (current == null) {
        current = started();
        telemetry = current;
      }
      return current;
    } finally {
      starting.unlock();
    }
  }

  /** Nobody to tell if the start fails: no second try for each statement. */
  private Telemetry started() {
    if (!settings.exportTraces() && !settings.exportMetrics()) {
      return Telemetry.NONE;
    }
    try {
      return Telemetry.start(settings, failures);
    } catch (Throwable e) {
      failures.count("telemetry.begin", "telemetry does not start", e);
      return Telemetry.NONE;
    }
  }
}
