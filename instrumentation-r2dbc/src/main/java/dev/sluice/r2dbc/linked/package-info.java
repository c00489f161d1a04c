/**
 * What names the service's own copies of {@code io.r2dbc.spi} and Reactor: loaded once for each
 * class loader of a driver, by {@link dev.sluice.r2dbc.ServiceLinks}, so that it is linked to them.
 */
@NullMarked
package dev.sluice.r2dbc.linked;

import org.jspecify.annotations.NullMarked;
