/** Members of application classes, found by name and called without naming their classes. */
@NullMarked
package dev.sluice.members;

import org.jspecify.annotations.NullMarked;
