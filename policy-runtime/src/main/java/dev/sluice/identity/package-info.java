/** Who a statement is done for. */
@NullMarked
package dev.sluice.identity;

import org.jspecify.annotations.NullMarked;
