/** The tool calls of LangChain4j, and the person for whom each is made. */
@NullMarked
package dev.sluice.instrumentation.identity.langchain4j;

import org.jspecify.annotations.NullMarked;
