package dev.sluice.agent.service;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;

/** What a service does that traces itself with an OpenTelemetry of its own. */
public final class Tracing {
  private Tracing() {}

  /** Does a task within a span, and notes the span and where its classes came from. */
  public static Task inSpan(Task task) {
    return connection -> {
      try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
        return run(task, connection, provider.get("service"));
      }
    };
  }

  /** The same, with a span of what everybody in the service uses. */
  public static Task inGlobalSpan(Task task) {
    return connection -> run(task, connection, GlobalOpenTelemetry.getTracer("service"));
  }

  private static Report run(Task task, Connection connection, Tracer tracer) throws Exception {
    Span span = tracer.spanBuilder("work").startSpan();
    try (Scope scope = span.makeCurrent()) {
      Report report = task.run(connection);
      SpanContext context = span.getSpanContext();
      Map<String, String> seen = new HashMap<>(report.seen());
      seen.put("trace", context.getTraceId());
      seen.put("span", context.getSpanId());
      seen.put("api", Libraries.jarOf(Span.class));
      return new Report(
          report.resultClass(), report.rows(), report.counts(), seen, report.failures());
    } finally {
      span.end();
    }
  }
}
