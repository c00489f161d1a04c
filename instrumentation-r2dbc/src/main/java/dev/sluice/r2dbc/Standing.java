package dev.sluice.r2dbc;

import dev.sluice.telling.ToldCaller;
import org.jspecify.annotations.Nullable;

/**
 * As whom a database does statements.
 *
 * @param caller for whom it is told that they are done; null if it is told nothing
 * @param role the role that the session takes for them; empty for its own
 */
public record Standing(@Nullable ToldCaller caller, String role) {
  /** Whether nothing of anybody is told or taken. */
  boolean isService() {
    return role.isEmpty() && (caller == null || caller.isService());
  }
}
