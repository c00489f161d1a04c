package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Telemetry through an OpenTelemetry SDK of our own.
 *
 * <p>The thread of the statement reads the clock and the service's current span, and at the end
 * puts what is to be told into a bounded queue ({@link StatementQueue}). All else, the building of
 * the SDK included, is done by one thread of ours: a statement costs the service about as much as
 * two readings of the clock, and an abandoned one leaves no trace. The start of a span is the start
 * of the statement, as measured.
 */
final class OwnTelemetry implements Telemetry {
  /**
   * Long enough for a service that ends right after its first statement: the SDK is built and
   * connects only then, which takes a second or two on a busy machine.
   */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final OpenTelemetrySettings settings;
  private final Failures failures;
  private final StatementQueue queue;
  private final StatementAttributes attributes;
  private final ExceededLimits exceeded = new ExceededLimits();
  private final DetectedValues detected = new DetectedValues();
  private final Clock clock = Clock.systemUTC();

  OwnTelemetry(OpenTelemetrySettings settings, Failures failures) {
    this.settings = settings;
    this.failures = failures;
    attributes = new StatementAttributes(settings);
    queue = new StatementQueue(this::startTelling, failures);
  }

  @Override
  public StatementObserver.Observation begin(StatementEvent event) {
    Instant now = clock.instant();
    long startNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    return new Running(event, startNanos, System.nanoTime(), parent());
  }

  @Override
  public void close() {
    queue.close(LONGEST_CLOSE);
  }

  private @Nullable SpanContextData parent() {
    if (!settings.exportTraces()) {
      return null;
    }
    try {
      return settings.parents().current();
    } catch (Throwable e) {
      failures.count("telemetry.parent", "the service's current span cannot be read", e);
      return null;
    }
  }

  /** Called once, on the queue's thread. */
  private StatementQueue.Teller startTelling() {
    return new Teller(OwnSdk.start(settings, failures));
  }

  private final class Running implements StatementObserver.Observation {
    private volatile StatementEvent event;
    private final long startNanos;
    private final long startTick;
    private final @Nullable SpanContextData parent;
    private List<ExceededLimit> limits = List.of();

    Running(
        StatementEvent event, long startNanos, long startTick, @Nullable SpanContextData parent) {
      this.event = event;
      this.startNanos = startNanos;
      this.startTick = startTick;
      this.parent = parent;
    }

    @Override
    public void end(Outcome outcome) {
      try {
        long durationNanos = System.nanoTime() - startTick;
        queue.add(FinishedStatement.of(event, startNanos, durationNanos, parent, outcome, limits));
      } catch (Throwable e) {
        failures.count("telemetry.end", "a statement goes unseen", e);
      }
    }

    @Override
    public void refused(String rule, String why) {
      event = event.refused(rule, why);
    }

    @Override
    public void exceeded(String rule, boolean truncates, boolean enforced) {
      ExceededLimit limit = new ExceededLimit(rule, truncates, enforced);
      exceeded.count(limit);
      limits = limit.after(limits);
    }

    @Override
    public void detected(Set<String> tags) {
      detected.count(tags);
    }

    @Override
    public void abandon() {}
  }

  /** Hands statements to the SDK. */
  private final class Teller implements StatementQueue.Teller {
    private final OwnSdk sdk;
    private final @Nullable Tracer tracer;
    private final @Nullable StatementMetrics metrics;

    Teller(OwnSdk sdk) {
      this.sdk = sdk;
      tracer = settings.exportTraces() ? sdk.tracer() : null;
      metrics = settings.exportMetrics() ? new StatementMetrics(sdk.meter()) : null;
      if (metrics != null) {
        metrics.measure(sdk.meter(), failures, exceeded, detected, settings.policy());
      }
    }

    @Override
    public void tell(FinishedStatement statement) {
      if (tracer != null) {
        tellSpan(tracer, statement);
      }
      if (metrics != null) {
        metrics.recordDuration(statement);
        metrics.recordDecision(statement);
      }
    }

    private void tellSpan(Tracer tracer, FinishedStatement statement) {
      SpanBuilder builder =
          tracer
              .spanBuilder(StatementAttributes.spanName(statement.facts(), statement.database()))
              .setSpanKind(SpanKind.CLIENT)
              .setParent(context(statement.parent()))
              .setStartTimestamp(statement.startNanos(), TimeUnit.NANOSECONDS)
              .setAllAttributes(
                  attributes.ofShape(statement.facts(), statement.decision(), statement.database()))
              .setAllAttributes(
                  attributes.ofExecution(
                      statement.caller(),
                      statement.batchSize(),
                      statement.orm(),
                      statement.text()));
      Span span = builder.startSpan();
      span.setAllAttributes(StatementAttributes.ofOutcome(statement));
      if (statement.refusal() != null) {
        span.setStatus(StatusCode.ERROR, statement.statusMessage());
      } else if (statement.error() != null) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end(statement.startNanos() + statement.durationNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close(long timeoutNanos) {
      sdk.close(timeoutNanos);
    }
  }

  private static Context context(@Nullable SpanContextData parent) {
    if (parent == null) {
      return Context.root();
    }
    TraceStateBuilder traceState = TraceState.builder();
    parent.traceState().forEach(traceState::put);
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.create(
                    parent.traceId(),
                    parent.spanId(),
                    TraceFlags.fromByte(parent.flags()),
                    traceState.build())));
  }
}
