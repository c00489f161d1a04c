@NullMarked
package dev.sluice.callers;

import org.jspecify.annotations.NullMarked;
