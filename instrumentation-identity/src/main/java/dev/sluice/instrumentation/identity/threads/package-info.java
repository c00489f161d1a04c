/** Carries the caller from where a task is handed over to where it runs. */
@NullMarked
package dev.sluice.instrumentation.identity.threads;

import org.jspecify.annotations.NullMarked;
