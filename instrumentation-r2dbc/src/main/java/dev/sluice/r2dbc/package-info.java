/**
 * Weaves R2DBC drivers: every subscription passes the gate, and what is masked is masked. What must
 * name the service's own types ({@code io.r2dbc.spi}, Reactor) is in {@link
 * dev.sluice.r2dbc.linked}.
 */
@NullMarked
package dev.sluice.r2dbc;

import org.jspecify.annotations.NullMarked;
