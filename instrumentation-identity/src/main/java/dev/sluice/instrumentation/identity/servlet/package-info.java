/** The request that a thread serves, and the person whom it names. */
@NullMarked
package dev.sluice.instrumentation.identity.servlet;

import org.jspecify.annotations.NullMarked;
