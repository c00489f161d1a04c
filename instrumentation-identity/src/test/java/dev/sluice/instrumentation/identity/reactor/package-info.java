@NullMarked
package dev.sluice.instrumentation.identity.reactor;

import org.jspecify.annotations.NullMarked;
