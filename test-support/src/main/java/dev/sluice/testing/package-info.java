/** Real databases, forked JVMs and a telemetry receiver: what tests, demos and benchmarks need. */
@NullMarked
package dev.sluice.testing;

import org.jspecify.annotations.NullMarked;
