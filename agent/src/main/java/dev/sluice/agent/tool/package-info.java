/** The command line of the agent's jar: one class for each command. */
@NullMarked
package dev.sluice.agent.tool;

import org.jspecify.annotations.NullMarked;
