/**
 * How much of real SQL the analysis understands: {@link dev.sluice.benchmarks.coverage.Coverage} is
 * the program.
 */
@NullMarked
package dev.sluice.benchmarks.coverage;

import org.jspecify.annotations.NullMarked;
