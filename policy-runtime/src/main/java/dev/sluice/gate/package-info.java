/** The way of one statement: facts, decision, observation. */
@NullMarked
package dev.sluice.gate;

import org.jspecify.annotations.NullMarked;
