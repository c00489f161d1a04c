package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
  /** Threads in {@link #start}. */
  private static final ThreadLocal<Boolean> STARTING = new ThreadLocal<>();

  private final Supplier<Telemetry> maker;
  private final Failures failures;
  private final AtomicReference<@Nullable Telemetry> telemetry = new AtomicReference<>();

  /**
   * @param maker makes the telemetry that is wanted; asked by several threads if several begin
   */
  OpenTelemetryObserver(Supplier<Telemetry> maker, Failures failures) {
    this.maker = maker;
    this.failures = failures;
  }

  /**
   * Creates an observer; safe to call in an agent's premain.
   *
   * @param failures told of what goes wrong, at sites that begin with {@code telemetry.}
   */
  public static OpenTelemetryObserver create(OpenTelemetrySettings settings, Failures failures) {
    boolean wanted = settings.exportTraces() || settings.exportMetrics();
    return new OpenTelemetryObserver(
        () -> wanted ? Telemetry.make(settings, failures) : Telemetry.NONE, failures);
  }

  @Override
  public Observation begin(StatementEvent event) {
    try {
      Telemetry current = telemetry.get();
      return (current == null ? start() : current).begin(event);
    } catch (Throwable e) {
      failures.count("telemetry.begin", "a statement goes unseen", e);
      return Observation.NONE;
    }
  }

  /** Sends what is left, for at most five seconds. */
  @Override
  public void close() {
    Telemetry current = telemetry.getAndSet(Telemetry.NONE);
    if (current != null) {
      current.close();
    }
  }

  /**
   * Threads whose statements come before there is telemetry make one each, and go on with whichever
   * is there first: none waits for another, which may hold what this one needs, such as the lock of
   * a class loader, and none loses its statement.
   */
  private Telemetry start() {
    if (STARTING.get() != null) {
      return Telemetry.NONE; // a statement that the making itself led to, as of a log handler
    }
    Telemetry made = Telemetry.NONE; // kept if it fails: no second try for each statement
    Telemetry first;
    STARTING.set(true);
    try {
      made = maker.get();
    } finally {
      STARTING.remove();
      first = telemetry.compareAndExchange(null, made);
      if (first == null) {
        made.takeUp();
      }
    }
    return first == null ? made : first;
  }
}
