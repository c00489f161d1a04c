/** The person whom Reactor's context names, for the threads on which Reactor works. */
@NullMarked
package dev.sluice.instrumentation.identity.reactor;

import org.jspecify.annotations.NullMarked;
