@NullMarked
package dev.sluice.instrumentation.identity.servlet;

import org.jspecify.annotations.NullMarked;
