/** What stands in the open in the agent's jar: the entry points and the loader of all the rest. */
@NullMarked
package dev.sluice.agent.boot;

import org.jspecify.annotations.NullMarked;
