package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;
import dev.sluice.policy.Database;
import dev.sluice.policy.Decision;
import dev.sluice.sql.SqlFacts;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Telemetry through the OpenTelemetry agent, which bridges our copy of its API as it bridges any
 * other.
 *
 * <p>A statement has one span. Where the agent's instrumentation has begun a database span outside
 * of us, that one is given our attributes when the statement ends. Where we are outside, our span
 * is put in the place where the agent looks for one, and it makes none. Statements nest where pools
 * and wrappers enter the gate as well; {@link Open} tells our own spans from the agent's.
 */
final class AgentTelemetry implements Telemetry {
  private static final String AGENT = "io.opentelemetry.javaagent.bootstrap.AgentInitializer";
  private static final String AGENT_PACKAGE = "io.opentelemetry.javaagent.";

  private static final ThreadLocal<@Nullable Open> INNERMOST = new ThreadLocal<>();

  private final OpenTelemetry openTelemetry;
  private final OpenTelemetrySettings settings;
  private final Failures failures;
  private final @Nullable Tracer tracer;
  private final @Nullable StatementMetrics metrics;
  private final @Nullable AgentSpanKey spanKey;
  private final StatementAttributes attributes;
  private final ExceededLimits exceeded = new ExceededLimits();
  private final DetectedValues detected = new DetectedValues();
  private volatile boolean closed;

  private AgentTelemetry(
      OpenTelemetry openTelemetry, OpenTelemetrySettings settings, Failures failures) {
    this.openTelemetry = openTelemetry;
    this.settings = settings;
    this.failures = failures;
    attributes = new StatementAttributes(settings);
    tracer = settings.exportTraces() ? openTelemetry.getTracer(OwnSdk.SCOPE) : null;
    metrics =
        settings.exportMetrics()
            ? new StatementMetrics(openTelemetry.getMeter(OwnSdk.SCOPE))
            : null;
    spanKey = settings.exportTraces() ? AgentSpanKey.find(failures) : null;
  }

  /** Null if the agent is not there, or is there but switched off. */
  static @Nullable Telemetry find(OpenTelemetrySettings settings, Failures failures) {
    try {
      Class.forName(AGENT, false, null);
    } catch (ClassNotFoundException notThere) {
      return null;
    }
    // This is our own copy of the API: no other's global is set by asking it.
    OpenTelemetry openTelemetry = GlobalOpenTelemetry.get();
    return openTelemetry.getClass().getName().startsWith(AGENT_PACKAGE)
        ? new AgentTelemetry(openTelemetry, settings, failures)
        : null;
  }

  @Override
  public StatementObserver.Observation begin(StatementEvent event) {
    if (closed) {
      return StatementObserver.Observation.NONE;
    }
    if (tracer == null) {
      return new Untraced(event);
    }
    Open outer = INNERMOST.get();
    Span ofAgent = spanKey == null || (outer != null && outer.own) ? null : spanKey.current();
    Open open =
        ofAgent == null ? openOwn(tracer, event, outer) : new Open(event, ofAgent, false, outer);
    INNERMOST.set(open);
    return open;
  }

  @Override
  public void takeUp() {
    if (metrics != null) {
      metrics.measure(
          openTelemetry.getMeter(OwnSdk.SCOPE), failures, exceeded, detected, settings.policy());
    }
  }

  /** The agent sends what is left when the JVM ends. */
  @Override
  public void close() {
    closed = true;
  }

  private Open openOwn(Tracer tracer, StatementEvent event, @Nullable Open outer) {
    SqlFacts facts = event.facts();
    Decision decision = event.decision();
    Database database = event.request().database();
    // The outer span may be abandoned: so ours is a child of what the outer one is a child of.
    Context parent = outer == null ? Context.current() : outer.parent;
    Span span =
        tracer
            .spanBuilder(StatementAttributes.spanName(facts, database))
            .setSpanKind(SpanKind.CLIENT)
            .setParent(parent)
            .setAllAttributes(attributes.ofShape(facts, decision, database))
            .setAllAttributes(
                attributes.ofExecution(
                    event.caller(),
                    FinishedStatement.batchSize(event),
                    event.orm(),
                    FinishedStatement.text(event)))
            .startSpan();
    Open open = new Open(event, span, true, outer);
    open.makeCurrent(parent);
    return open;
  }

  private void record(FinishedStatement statement, boolean seenByAgent) {
    if (metrics == null) {
      return;
    }
    if (!seenByAgent) { // else the agent measures it
      metrics.recordDuration(statement);
    }
    metrics.recordDecision(statement);
  }

  private static void tellOutcome(Span span, FinishedStatement statement) {
    span.setAllAttributes(StatementAttributes.ofOutcome(statement));
    if (statement.refusal() != null) {
      span.setStatus(StatusCode.ERROR, statement.statusMessage());
    } else if (statement.error() != null) {
      span.setStatus(StatusCode.ERROR);
    }
  }

  /** A statement under way on this thread, with the span that tells of it. */
  private final class Open implements StatementObserver.Observation {
    private volatile StatementEvent event;
    private volatile boolean refusedLate;
    private final Span span;
    private final boolean own;
    private final @Nullable Open outer;
    private final Context parent;
    private final long startTick = System.nanoTime();
    private @Nullable Scope scope;
    private @Nullable AutoCloseable keyScope;
    private List<ExceededLimit> limits = List.of();

    Open(StatementEvent event, Span span, boolean own, @Nullable Open outer) {
      this.event = event;
      this.span = span;
      this.own = own;
      this.outer = outer;
      parent = outer == null ? Context.current() : outer.parent;
    }

    @SuppressWarnings("MustBeClosedChecker") // closed by leave()
    void makeCurrent(Context context) {
      if (spanKey != null) {
        scope = context.with(span).makeCurrent();
        keyScope = spanKey.claimForCurrentSpan();
      }
    }

    @Override
    public void end(Outcome outcome) {
      try {
        leave();
        FinishedStatement statement =
            FinishedStatement.of(event, 0, System.nanoTime() - startTick, null, outcome, limits);
        if (own) {
          if (refusedLate) {
            span.setAllAttributes(
                attributes.ofShape(statement.facts(), statement.decision(), statement.database()));
          }
          tellOutcome(span, statement);
          span.end();
        } else {
          tellAgentsSpan(statement);
        }
        record(statement, !own);
      } catch (Throwable e) {
        failures.count("telemetry.end", "a statement goes unseen", e);
      }
    }

    /** Told at the end alone: a statement that is abandoned must leave no mark. */
    private void tellAgentsSpan(FinishedStatement statement) {
      span.setAllAttributes(
          attributes.ofShape(statement.facts(), statement.decision(), statement.database()));
      span.setAllAttributes(
          attributes.ofExecution(
              statement.caller(), statement.batchSize(), statement.orm(), statement.text()));
      tellOutcome(span, statement);
    }

    @Override
    public void refused(String rule, String why) {
      event = event.refused(rule, why);
      refusedLate = true;
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
    public void abandon() {
      try {
        leave();
      } catch (Throwable e) {
        failures.count("telemetry.end", "a span's scope cannot be closed", e);
      }
    }

    private void leave() throws Exception {
      if (outer == null) {
        INNERMOST.remove();
      } else {
        INNERMOST.set(outer);
      }
      try {
        if (keyScope != null) {
          keyScope.close();
        }
      } finally {
        if (scope != null) {
          scope.close();
        }
      }
    }
  }

  /** A statement of which only metrics are told. */
  private final class Untraced implements StatementObserver.Observation {
    private volatile StatementEvent event;
    private final long startTick = System.nanoTime();

    Untraced(StatementEvent event) {
      this.event = event;
    }

    @Override
    public void end(Outcome outcome) {
      try {
        record(
            FinishedStatement.of(event, 0, System.nanoTime() - startTick, null, outcome, List.of()),
            false);
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
      exceeded.count(new ExceededLimit(rule, truncates, enforced));
    }

    @Override
    public void detected(Set<String> tags) {
      detected.count(tags);
    }

    @Override
    public void abandon() {}
  }
}
