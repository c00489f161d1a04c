package dev.sluice.otel;

import org.jspecify.annotations.Nullable;

/** Tells the service's current span. Thread-safe; must be quick. */
@FunctionalInterface
public interface ParentSpanSource {
  /** The span that is current on this thread, or null if there is none. */
  @Nullable SpanContextData current();

  /** Knows of no span. */
  ParentSpanSource NONE = () -> null;
}
