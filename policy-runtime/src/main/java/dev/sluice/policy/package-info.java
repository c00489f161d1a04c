/** What the security team wrote, compiled, and what it says of one statement. */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
