/** The tool calls that a server of the Model Context Protocol answers. */
@NullMarked
package dev.sluice.instrumentation.identity.mcp;

import org.jspecify.annotations.NullMarked;
