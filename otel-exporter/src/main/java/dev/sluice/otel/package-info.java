/**
 * Spans and metrics of statements, by the stable database conventions of OpenTelemetry.
 *
 * <p>Where the OpenTelemetry agent runs in the same JVM, its pipeline is used ({@link
 * dev.sluice.otel.AgentTelemetry}); else one of our own ({@link dev.sluice.otel.OwnTelemetry}),
 * whose spans join the traces of the service ({@link dev.sluice.otel.ServiceSpans}).
 */
@NullMarked
package dev.sluice.otel;

import org.jspecify.annotations.NullMarked;
