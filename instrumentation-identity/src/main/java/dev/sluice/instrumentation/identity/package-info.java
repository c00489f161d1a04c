/** Learns who is calling, from inside the frameworks that know it. */
@NullMarked
package dev.sluice.instrumentation.identity;

import org.jspecify.annotations.NullMarked;
