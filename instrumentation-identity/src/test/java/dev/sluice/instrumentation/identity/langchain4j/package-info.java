@NullMarked
package dev.sluice.instrumentation.identity.langchain4j;

import org.jspecify.annotations.NullMarked;
