/** State kept about the service's objects without touching or keeping them. */
@NullMarked
package dev.sluice.weak;

import org.jspecify.annotations.NullMarked;
