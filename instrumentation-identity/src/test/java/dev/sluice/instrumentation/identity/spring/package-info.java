@NullMarked
package dev.sluice.instrumentation.identity.spring;

import org.jspecify.annotations.NullMarked;
