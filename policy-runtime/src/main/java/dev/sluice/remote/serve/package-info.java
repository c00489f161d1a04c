/** Serves a published folder, on the machine of who tries it out: never inside a service. */
@NullMarked
package dev.sluice.remote.serve;

import org.jspecify.annotations.NullMarked;
