package dev.sluice.otel;

import dev.sluice.gate.Failures;
import io.opentelemetry.api.trace.Span;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The place in the OpenTelemetry agent's context where its instrumentations note the database span
 * that is open, so that none of them begins a second one. It is a class internal to the agent,
 * unchanged since its version 1.33: whatever fails with it is counted, and spans are written
 * without it.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-java-instrumentation/blob/main/instrumentation-api/src/main/java/io/opentelemetry/instrumentation/api/internal/SpanKey.java">SpanKey</a>
 */
final class AgentSpanKey {
  private static final String SHADED = "io.opentelemetry.javaagent.shaded.";
  private static final String SITE = "telemetry.spankey";

  private final Failures failures;
  private final MethodHandle currentContext;
  private final MethodHandle currentSpan;
  private final MethodHandle databaseSpan;
  private final MethodHandle withSpan;
  private final MethodHandle withDatabaseSpan;
  private final MethodHandle makeCurrent;

  private AgentSpanKey(Failures failures) throws ReflectiveOperationException {
    this.failures = failures;
    Class<?> context = agentClass(SHADED + "io.opentelemetry.context.Context");
    Class<?> keyed = agentClass(SHADED + "io.opentelemetry.context.ImplicitContextKeyed");
    Class<?> span = agentClass(SHADED + "io.opentelemetry.api.trace.Span");
    Class<?> spanKey = agentClass(SHADED + "instrumentation.api.internal.SpanKey");
    Object databaseKey = spanKey.getField("DB_CLIENT").get(null);
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    MethodType ofNothing = MethodType.methodType(Object.class);
    MethodType ofOne = MethodType.methodType(Object.class, Object.class);
    MethodType ofTwo = MethodType.methodType(Object.class, Object.class, Object.class);

    currentContext = lookup.unreflect(context.getMethod("current")).asType(ofNothing);
    currentSpan = lookup.unreflect(span.getMethod("current")).asType(ofNothing);
    databaseSpan =
        lookup
            .unreflect(spanKey.getMethod("fromContextOrNull", context))
            .bindTo(databaseKey)
            .asType(ofOne);
    withSpan = lookup.unreflect(context.getMethod("with", keyed)).asType(ofTwo);
    withDatabaseSpan =
        lookup
            .unreflect(spanKey.getMethod("storeInContext", context, span))
            .bindTo(databaseKey)
            .asType(ofTwo);
    makeCurrent =
        lookup
            .unreflect(context.getMethod("makeCurrent"))
            .asType(MethodType.methodType(AutoCloseable.class, Object.class));
  }

  /** Null if the agent is of a version that this does not know. */
  static @Nullable AgentSpanKey find(Failures failures) {
    try {
      return new AgentSpanKey(failures);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      failures.count(SITE, "the OpenTelemetry agent's database spans cannot be told", e);
      return null;
    }
  }

  /** The database span that is open on this thread, through our API; null if there is none. */
  @Nullable Span current() {
    try {
      Object context = currentContext.invokeExact();
      Object span = databaseSpan.invokeExact(context);
      if (span == null) {
        return null;
      }
      Object spanAsCurrent = withSpan.invokeExact(context, span);
      // Only the current span is shown through the bridge.
      try (AutoCloseable scope = (AutoCloseable) makeCurrent.invokeExact(spanAsCurrent)) {
        return scope == null ? null : Span.current();
      }
    } catch (Throwable e) {
      failures.count(SITE, "the OpenTelemetry agent's database span cannot be read", e);
      return null;
    }
  }

  /**
   * Notes the current span as the database span, until what is returned is closed on this thread.
   *
   * @return null if that failed
   */
  @Nullable AutoCloseable claimForCurrentSpan() {
    try {
      Object context = currentContext.invokeExact();
      Object span = currentSpan.invokeExact();
      Object claimed = withDatabaseSpan.invokeExact(context, span);
      return (AutoCloseable) makeCurrent.invokeExact(claimed);
    } catch (Throwable e) {
      failures.count(SITE, "the OpenTelemetry agent may write a second span", e);
      return null;
    }
  }

  private static Class<?> agentClass(String name) throws ClassNotFoundException {
    return Class.forName(name, true, null);
  }
}
