/** For whom a framework's objects were made. */
@NullMarked
package dev.sluice.instrumentation.identity.people;

import org.jspecify.annotations.NullMarked;
