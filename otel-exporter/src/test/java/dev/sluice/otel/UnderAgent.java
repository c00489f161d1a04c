package dev.sluice.otel;

import static dev.sluice.otel.Statements.statement;

import dev.sluice.gate.Failures;
import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementObserver.Observation;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Service;
import dev.sluice.policy.Action;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.Callable;

/** A service that runs under the OpenTelemetry agent, with observed statements of all sorts. */
public final class UnderAgent {
  private static final Failures FAILURES = new Failures(System.err);
  private static final OpenTelemetryObserver OBSERVER =
      OpenTelemetryObserver.create(
          OpenTelemetrySettings.builder(Service.named("shop"))
              .endpoint(System.getProperty("endpoint"))
              .build(),
          FAILURES);

  private UnderAgent() {}

  public static void main(String[] arguments) throws Exception {
    Tracer tracer = GlobalOpenTelemetry.getTracer("app");
    try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:x");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ALIAS OBSERVED FOR \"dev.sluice.otel.UnderAgent.observed\"");
      inSpan(tracer, "outside", () -> outside(statement));
      inSpan(tracer, "inside", () -> statement.execute("SELECT OBSERVED('inner')"));
      inSpan(tracer, "refused", UnderAgent::refused);
      inSpan(tracer, "nested", () -> nested(statement));
      inSpan(tracer, "plain", () -> statement.execute("SELECT 'plain'"));
      inSpan(tracer, "nobody", () -> "no statement at all");
    }
    OBSERVER.close();
    System.out.println("failures " + FAILURES.counts());
  }

  /** Called by H2 while it runs a statement: as a driver does that is woven inside the agent's. */
  public static String observed(String name) {
    Observation abandoned = OBSERVER.begin(statement().summary("abandoned " + name).event());
    Observation observation =
        OBSERVER.begin(
            statement().by(new Caller("shop", null, null)).tagged("pii").summary(name).event());
    observation.end(Outcome.DONE);
    abandoned.abandon();
    return name;
  }

  private static boolean outside(Statement statement) throws Exception {
    Observation observation = OBSERVER.begin(statement().summary("outer").event());
    boolean result = statement.execute("SELECT 1");
    observation.end(Outcome.DONE);
    return result;
  }

  private static boolean refused() {
    OBSERVER
        .begin(statement().decided(Action.DENY, "no-ssn", "Nobody may.").summary("no").event())
        .end(new Outcome(null, "DENIED", -1));
    return true;
  }

  /** A pool's statement that calls the driver's. */
  private static boolean nested(Statement statement) throws Exception {
    Observation ofPool = OBSERVER.begin(statement().summary("of pool").event());
    Observation ofDriver = OBSERVER.begin(statement().summary("of driver").event());
    boolean result = statement.execute("SELECT 2");
    ofDriver.end(Outcome.DONE);
    ofPool.abandon();
    return result;
  }

  private static void inSpan(Tracer tracer, String name, Callable<?> work) throws Exception {
    Span span = tracer.spanBuilder(name).startSpan();
    try (Scope scope = span.makeCurrent()) {
      work.call();
      if (!Span.current().getSpanContext().equals(span.getSpanContext())) {
        throw new IllegalStateException("a scope was left open by " + name + scope);
      }
    } finally {
      span.end();
    }
  }
}
