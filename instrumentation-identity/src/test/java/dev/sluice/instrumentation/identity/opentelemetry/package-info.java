@NullMarked
package dev.sluice.instrumentation.identity.opentelemetry;

import org.jspecify.annotations.NullMarked;
