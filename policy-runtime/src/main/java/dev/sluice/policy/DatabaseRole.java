package dev.sluice.policy;

import dev.sluice.sql.Dialect;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The database's role as which a caller's statements run, in place of the user who connected.
 *
 * @param name empty if they run as that user
 * @param problem why nobody can say which role it is, so that no statement may run; null if
 *     somebody can
 * @param rules the ids of the rules that name it, sorted
 */
public record DatabaseRole(String name, @Nullable String problem, List<String> rules) {
  /** Statements run as the user who connected. */
  public static final DatabaseRole NONE = new DatabaseRole("", null, List.of());

  /** Nobody can say who is calling. */
  public static final DatabaseRole UNKNOWN =
      new DatabaseRole(
          "", "it could not be found out as which role of the database it runs", List.of());

  public DatabaseRole {
    rules = List.copyOf(rules);
  }

  /** The role that all of the rules for a caller name. */
  static DatabaseRole of(Set<RoleRule> naming) {
    Set<String> names = new TreeSet<>();
    Set<String> rules = new TreeSet<>();
    for (RoleRule rule : naming) {
      names.add(rule.role());
      rules.add(rule.id());
    }
    if (names.isEmpty()) {
      return NONE;
    }
    return names.size() == 1
        ? new DatabaseRole(names.iterator().next(), null, List.copyOf(rules))
        : new DatabaseRole(
            "",
            "the policy names several roles of the database for its caller: "
                + String.join(", ", names),
            List.copyOf(rules));
  }

  /** The id of the rule by which a statement is refused that cannot run as the role. */
  public String rule() {
    return rules.isEmpty() ? Refusal.UNENFORCEABLE : rules.get(0);
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
