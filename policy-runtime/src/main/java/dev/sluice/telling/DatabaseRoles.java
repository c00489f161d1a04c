package dev.sluice.telling;

import dev.sluice.policy.DatabaseRole;
import dev.sluice.policy.RoleBreach;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a session takes a role of the database and goes back to its own. What its own was is noted in
 * the session, where PostgreSQL takes it back together with the role if the transaction is rolled
 * back: so it is known however much nobody saw of what happened in between.
 */
public final class DatabaseRoles {
  static final String OWN =
      "(SELECT CASE WHEN"
          + " pg_catalog.length(pg_catalog.current_setting('sluice.own_role', true))"
          + " OPERATOR(pg_catalog.>) 0"
          + " THEN pg_catalog.current_setting('sluice.own_role', true)"
          // without the offset it would be worked out anew where it stands, after the change
          + " ELSE pg_catalog.current_setting('role') END AS own OFFSET 0) AS o";

  /** PostgreSQL's query that takes a role, its parameter. */
  public static final String POSTGRESQL_TAKE =
      "SELECT pg_catalog.set_config('sluice.own_role', o.own, false),"
          + " pg_catalog.set_config('role', ?, false) FROM "
          + OWN;

  static final String RETURN =
      "pg_catalog.set_config('role', o.own, false),"
          + " pg_catalog.set_config('sluice.own_role', '', false)";

  /** PostgreSQL's query that goes back to the session's own role. */
  public static final String POSTGRESQL_RETURN = "SELECT " + RETURN + " FROM " + OWN;

  /** MariaDB's statement that notes which role is the session's own, before it takes another. */
  public static final String MARIADB_NOTE =
      "SET @sluice_own_role = CASE WHEN LENGTH(@sluice_own_role) > 0 THEN @sluice_own_role"
          + " ELSE COALESCE(CURRENT_ROLE(), 'NONE') END";

  /** MariaDB's query that tells which role is the session's own. */
  public static final String MARIADB_OWN =
      "SELECT CASE WHEN LENGTH(@sluice_own_role) > 0 THEN @sluice_own_role"
          + " ELSE COALESCE(CURRENT_ROLE(), 'NONE') END";

  /** MariaDB's statement that forgets the note. */
  public static final String MARIADB_FORGET = "SET @sluice_own_role = ''";

  private static final String NONE = "NONE";
  private static final String ASK = "Ask who keeps the policy: `database_roles`.";

  private DatabaseRoles() {}

  /**
   * MariaDB's statement that takes a role.
   *
   * @param role {@code NONE} for none
   */
  public static String mariaDbTake(String role) {
    return "SET ROLE " + (role.equals(NONE) ? NONE : "`" + role.replace("`", "``") + "`");
  }

  /**
   * What is against statements where the policy names roles: they may not change what is noted in
   * the session, and those of a caller who has a role may do nothing of {@link RoleBreach}.
   *
   * @param all what each of them does; empty if that is not known
   * @param hasRole whether the caller has a role
   * @return null if they may run
   */
  public static @Nullable Objection objection(List<SqlFacts> all, boolean hasRole) {
    for (SqlFacts facts : all) {
      if (Telling.changesOurs(facts)) {
        return Telling.OURS;
      }
    }
    RoleBreach breach = hasRole ? RoleBreach.of(all) : null;
    return breach == null ? null : new Objection(breach.why(), breach.fix());
  }

  /** What is against every statement of a caller where the policy is unclear; null if it is not. */
  public static @Nullable Objection unclear(DatabaseRole wanted) {
    return wanted.problem() == null ? null : new Objection(wanted.problem(), ASK);
  }

  /** What is against every statement of a caller whose role its session cannot take. */
  public static Objection impossible(DatabaseRole wanted, String why) {
    return wanted.isNone()
        ? new Objection("its session may have the role of another caller, and " + why, "")
        : new Objection(
            "it must run as the role " + wanted.name() + " of its database, and " + why, ASK);
  }

  /** What is against a statement whose session was asked to take a role, and did not. */
  public static Objection notTaken(DatabaseRole wanted) {
    return wanted.isNone()
        ? new Objection("its session keeps the role of another caller", "")
        : impossible(wanted, "the database does not let its user take it, if there is such a role");
  }

  /**
   * Whether a session has to take a role, or go back to its own, before statements.
   *
   * @param held the role that it took; empty for its own, null if it may be any
   * @param all what each of them does; empty if that is not known
   * @param refused whether they are refused so far
   */
  public static boolean mustTake(
      DatabaseRole wanted, @Nullable String held, List<SqlFacts> all, boolean refused) {
    return !wanted.name().equals(held)
        && !(all.isEmpty() && refused)
        && (!Telling.readsNothing(all) || RoleBreach.changeRole(all));
  }
}
