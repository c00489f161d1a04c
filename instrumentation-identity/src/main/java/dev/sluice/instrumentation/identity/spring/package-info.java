/** The person whom Spring Security knows on this thread. */
@NullMarked
package dev.sluice.instrumentation.identity.spring;

import org.jspecify.annotations.NullMarked;
