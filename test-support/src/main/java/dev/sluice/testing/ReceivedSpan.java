package dev.sluice.testing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A span as it came over OTLP.
 *
 * @param kind such as {@code CLIENT}
 * @param traceId 32 lower-case hexadecimal digits
 * @param spanId 16 lower-case hexadecimal digits
 * @param parentSpanId empty for a root span
 * @param attributes values are String, Long, Double, Boolean or a List of these
 * @param statusCode {@code UNSET}, {@code OK} or {@code ERROR}
 * @param resource attributes of the resource
 * @param scope name of the instrumentation scope
 * @param startNanos nanoseconds since the epoch
 * @param endNanos nanoseconds since the epoch
 */
public record ReceivedSpan(
    String name,
    String kind,
    String traceId,
    String spanId,
    String parentSpanId,
    Map<String, Object> attributes,
    String statusCode,
    String statusMessage,
    Map<String, Object> resource,
    String scope,
    long startNanos,
    long endNanos) {

  /** The value of an attribute, null if the span has none of that name. */
  public @Nullable Object attribute(String key) {
    return attributes.get(key);
  }
}
