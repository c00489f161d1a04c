package dev.sluice.policy;

import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlFacts;
import java.util.List;
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

  /** Why sessions of a database cannot take the role; null if they can, or need none. */
  public @Nullable String without(Dialect dialect) {
    return isNone() || dialect == Dialect.POSTGRESQL || dialect == Dialect.MARIADB
        ? null
        : "roles are taken in PostgreSQL and MariaDB alone";
  }

  /** Why a statement of who has the role is refused, whatever else decides; null if it is not. */
  @Nullable String refusal(SqlFacts facts) {
    if (problem != null) {
      return problem;
    }
    String without = without(facts.dialect());
    RoleBreach breach = isNone() || without != null ? null : RoleBreach.of(List.of(facts));
    return breach == null ? without : breach.why();
  }

  /** Whether statements run as the user who connected. */
  public boolean isNone() {
    return name.isEmpty() && problem == null;
  }
}
