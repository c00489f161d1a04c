@NullMarked
package dev.sluice.instrumentation.identity.springai;

import org.jspecify.annotations.NullMarked;
