/** JSON as Sluice writes it. */
@NullMarked
package dev.sluice.json;

import org.jspecify.annotations.NullMarked;
