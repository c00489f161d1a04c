@NullMarked
package dev.sluice.incidents;

import org.jspecify.annotations.NullMarked;
