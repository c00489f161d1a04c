/** People who are said to be there by what anybody may have written. */
@NullMarked
package dev.sluice.instrumentation.identity.asserted;

import org.jspecify.annotations.NullMarked;
