/**
 * What a running agent tells of itself to people on the same machine, in a file that it keeps up to
 * date.
 */
@NullMarked
package dev.sluice.status;

import org.jspecify.annotations.NullMarked;
