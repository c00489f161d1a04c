/** Members of application classes, found by name and called without naming their classes. */
@NullMarked
package dev.sluice.instrumentation.identity.members;

import org.jspecify.annotations.NullMarked;
