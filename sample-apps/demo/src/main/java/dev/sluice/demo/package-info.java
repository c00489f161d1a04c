/** Shows what Sluice does: the same service, the same requests, without it and with it. */
@NullMarked
package dev.sluice.demo;

import org.jspecify.annotations.NullMarked;
