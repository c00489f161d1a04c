/** What it costs to read results through masks and detection, without the rest of the agent. */
@NullMarked
package dev.sluice.jdbc;

import org.jspecify.annotations.NullMarked;
