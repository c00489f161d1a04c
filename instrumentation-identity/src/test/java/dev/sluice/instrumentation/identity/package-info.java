@NullMarked
package dev.sluice.instrumentation.identity;

import org.jspecify.annotations.NullMarked;
