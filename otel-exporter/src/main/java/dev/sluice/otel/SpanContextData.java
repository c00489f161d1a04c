package dev.sluice.otel;

import java.util.Map;

/**
 * What identifies a span to its children, as in W3C Trace Context.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 lower-case hexadecimal digits, not all zero
 * @param flags trace flags; the lowest bit says that the trace is sampled
 * @param traceState entries of the trace state in order
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record SpanContextData(
    String traceId, String spanId, byte flags, Map<String, String> traceState) {}
