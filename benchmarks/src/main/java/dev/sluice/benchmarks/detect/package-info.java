/** How well sensitive data is detected, measured on labelled data that a generator makes. */
@NullMarked
package dev.sluice.benchmarks.detect;

import org.jspecify.annotations.NullMarked;
