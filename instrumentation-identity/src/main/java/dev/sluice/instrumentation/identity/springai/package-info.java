/** The tool calls of Spring AI, and the person for whom each is made. */
@NullMarked
package dev.sluice.instrumentation.identity.springai;

import org.jspecify.annotations.NullMarked;
