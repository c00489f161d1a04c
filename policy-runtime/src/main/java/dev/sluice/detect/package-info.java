/**
 * What a column holds, told by its name and by its values: personal data, card data and secrets.
 * Knows nothing of policies and results.
 */
@NullMarked
package dev.sluice.detect;

import org.jspecify.annotations.NullMarked;
