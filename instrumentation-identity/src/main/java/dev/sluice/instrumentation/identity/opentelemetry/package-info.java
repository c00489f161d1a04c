/** Has the OpenTelemetry agent's context carry the caller. */
@NullMarked
package dev.sluice.instrumentation.identity.opentelemetry;

import org.jspecify.annotations.NullMarked;
