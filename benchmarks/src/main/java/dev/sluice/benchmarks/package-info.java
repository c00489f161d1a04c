/**
 * What the agent costs, measured beside no agent and beside the OpenTelemetry agent: {@link
 * dev.sluice.benchmarks.Bench} is the program.
 */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
