/** Starts the agent: settings, weaving, and the putting together of its parts. */
@NullMarked
package dev.sluice.agent;

import org.jspecify.annotations.NullMarked;
