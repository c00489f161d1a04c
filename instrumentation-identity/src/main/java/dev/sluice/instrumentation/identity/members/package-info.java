/** Which class loaders know an application class. */
@NullMarked
package dev.sluice.instrumentation.identity.members;

import org.jspecify.annotations.NullMarked;
