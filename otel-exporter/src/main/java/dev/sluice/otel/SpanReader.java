package dev.sluice.otel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the current span of one copy of the OpenTelemetry API, whose classes are not ours. */
final class SpanReader {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

  private final MethodHandle currentContext;
  private final MethodHandle isValid;
  private final MethodHandle traceId;
  private final MethodHandle spanId;
  private final MethodHandle flags;
  private final MethodHandle traceState;
  private final MethodHandle isEmpty;
  private final MethodHandle entries;

  private SpanReader(Class<?> spanType) throws ReflectiveOperationException {
    MethodHandle current = method(spanType, "current");
    MethodHandle spanContext = method(spanType, "getSpanContext");
    Class<?> contextType = spanContext.type().returnType();
    MethodHandle traceFlags = method(contextType, "getTraceFlags");
    MethodHandle state = method(contextType, "getTraceState");
    Class<?> stateType = state.type().returnType();
    MethodHandle flagsOfContext =
        MethodHandles.filterReturnValue(
            traceFlags, method(traceFlags.type().returnType(), "asByte"));

    currentContext =
        MethodHandles.filterReturnValue(current, spanContext)
            .asType(MethodType.methodType(Object.class));
    isValid = taking(method(contextType, "isValid"), boolean.class);
    traceId = taking(method(contextType, "getTraceId"), String.class);
    spanId = taking(method(contextType, "getSpanId"), String.class);
    flags = taking(flagsOfContext, byte.class);
    traceState = taking(state, Object.class);
    isEmpty = taking(method(stateType, "isEmpty"), boolean.class);
    entries = taking(method(stateType, "asMap"), Map.class);
  }

  /**
   * @throws IllegalArgumentException if the API is not of the form that it has had since 1.0
   */
  static SpanReader of(Class<?> spanType) {
    try {
      return new SpanReader(spanType);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException("not the API known: " + spanType, e);
    }
  }

  /** The current span of this thread; null if there is none. */
  @Nullable SpanContextData current() {
    try {
      Object context = currentContext.invokeExact();
      if (!(boolean) isValid.invokeExact(context)) {
        return null;
      }
      return new SpanContextData(
          (String) traceId.invokeExact(context),
          (String) spanId.invokeExact(context),
          (byte) flags.invokeExact(context),
          stateOf(context));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the OpenTelemetry API threw", e);
    }
  }

  @SuppressWarnings("unchecked") // TraceState.asMap() returns Map<String, String>
  private Map<String, String> stateOf(Object context) throws Throwable {
    Object state = traceState.invokeExact(context);
    if ((boolean) isEmpty.invokeExact(state)) {
      return Map.of();
    }
    return (Map<String, String>) (Map<?, ?>) entries.invokeExact(state);
  }

  private static MethodHandle method(Class<?> type, String name)
      throws ReflectiveOperationException {
    return LOOKUP.unreflect(type.getMethod(name));
  }

  private static MethodHandle taking(MethodHandle method, Class<?> result) {
    return method.asType(MethodType.methodType(result, Object.class));
  }
}
