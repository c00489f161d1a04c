package dev.sluice.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The database's role as which a caller's statements run, in place of the user who connected.
 *
 * @param name empty if they run as that user
 * @param problem why nobody can say which role it is, so that no statement may run; null if
 *     somebody can
 */
public record DatabaseRole(String name, @Nullable String problem) {
  /** Statements run as the user who connected. */
  public static final DatabaseRole NONE = new DatabaseRole("", null);

  /** Nobody can say who is calling. */
  public static final DatabaseRole UNKNOWN =
      new DatabaseRole("", "it could not be found out as which role of the database it runs");

  /** The role that all of the rules for a caller name. */
  static DatabaseRole of(Set<String> names) {
    if (names.isEmpty()) {
      return NONE;
    }
    return names.size() == 1
        ? new DatabaseRole(names.iterator().next(), null)
        : new DatabaseRole(
            "",
            "the policy names several roles of the database for its caller: "
                + String.join(", ", names));
  }

  /** Whether statements run as the user who connected. */
  public boolean isNone() {
    return name.isEmpty() && problem == null;
  }
}
