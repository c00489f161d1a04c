/**
 * Weaves JDBC drivers.
 *
 * <p>The way of one statement: an advice class (such as {@link
 * dev.sluice.jdbc.StatementQueryAdvice}) enters {@link dev.sluice.jdbc.StatementScope}, which asks
 * the gate; a refusal is thrown before the driver's method body runs; else the driver runs, and the
 * scope masks the result and ends the observation.
 */
@NullMarked
package dev.sluice.jdbc;

import org.jspecify.annotations.NullMarked;
