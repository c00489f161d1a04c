@NullMarked
package dev.sluice.instrumentation.identity.jwt;

import org.jspecify.annotations.NullMarked;
