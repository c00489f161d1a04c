/** People whom Quarkus's security knows. */
@NullMarked
package dev.sluice.instrumentation.identity.quarkus;

import org.jspecify.annotations.NullMarked;
