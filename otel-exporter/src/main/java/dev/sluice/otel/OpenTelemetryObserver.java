package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;
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
  private final OpenTelemetrySettings settings;
  private final Failures failures;
  private volatile @Nullable Telemetry telemetry;
  private boolean closed;

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
    } catch (Throwable e) {
      failures.count("telemetry.begin", "a statement goes unseen", e);
      return Observation.NONE;
    }
  }

  /** Sends what is left, for at most two seconds. */
  @Override
  public void close() {
    Telemetry current;
    synchronized (this) {
      closed = true;
      current = telemetry;
      telemetry = Telemetry.NONE;
    }
    if (current != null) {
      current.close();
    }
  }

  private synchronized Telemetry start() {
    Telemetry current = telemetry;
    if (current == null) {
      current = Telemetry.NONE; // kept if the start fails: no second try for each statement
      telemetry = current;
      if (!closed && (settings.exportTraces() || settings.exportMetrics())) {
        current = Telemetry.start(settings, failures);
        telemetry = current;
      }
    }
    return current;
  }
}
