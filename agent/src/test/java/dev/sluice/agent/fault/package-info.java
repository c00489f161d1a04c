/** An agent for tests that makes methods of other agents fail. */
@NullMarked
package dev.sluice.agent.fault;

import org.jspecify.annotations.NullMarked;
