/** How a value that must not be seen is replaced. */
@NullMarked
package dev.sluice.mask;

import org.jspecify.annotations.NullMarked;
