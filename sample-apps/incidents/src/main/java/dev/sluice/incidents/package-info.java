/** Replays the incidents and judges them. */
@NullMarked
package dev.sluice.incidents;

import org.jspecify.annotations.NullMarked;
