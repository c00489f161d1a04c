/** Measures how fast a published policy is in force, and what a fleet that waits for it costs. */
@NullMarked
package dev.sluice.benchmarks.push;

import org.jspecify.annotations.NullMarked;
