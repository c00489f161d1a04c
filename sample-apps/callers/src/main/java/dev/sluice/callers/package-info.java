/** Has people use services with AI at the same time, and tells for whom each statement was done. */
@NullMarked
package dev.sluice.callers;

import org.jspecify.annotations.NullMarked;
