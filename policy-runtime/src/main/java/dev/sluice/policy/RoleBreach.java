package dev.sluice.policy;

import dev.sluice.sql.SessionChange;
import dev.sluice.sql.SqlFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may not do whose statements run as a role of the database that the policy gives
 * them: they could do without it.
 */
public enum RoleBreach {
  NOT_UNDERSTOOD(
      "it is not fully understood, and could take off the role of the database that the policy"
          + " gives its caller",
      "Write it in plain SQL."),
  TAKES_OFF(
      "the policy says as which role of the database its caller's statements run",
      "Leave the role as it is."),
  SESSIONS_TO_COME(
      "it changes what other sessions begin with, such as their role, and the policy says as which"
          + " role of the database its caller's statements run",
      "Leave the settings of users and databases to who keeps the database."),
  UNKNOWN("its text is not known, and the policy gives its caller a role", "");

  private final String why;
  private final String fix;

  RoleBreach(String why, String fix) {
    this.why = why;
    this.fix = fix;
  }

  /** Why it is refused, without a full stop. */
  public String why() {
    return why;
  }

  /** What to do about it, a sentence; empty if nothing can be done. */
  public String fix() {
    return fix;
  }

  /**
   * What statements do of it.
   *
   * @param all what each of them does; empty if that is not known
   * @return null if nothing
   */
  public static @Nullable RoleBreach of(List<SqlFacts> all) {
    if (all.stream().anyMatch(SqlFacts::isOpaque)) {
      return NOT_UNDERSTOOD;
    }
    if (changeRole(all)) {
      return TAKES_OFF;
    }
    if (changeSessionsToCome(all)) {
      return SESSIONS_TO_COME;
    }
    return all.isEmpty() ? UNKNOWN : null;
  }

  /** Whether statements change as whom those behind them run. */
  public static boolean changeRole(List<SqlFacts> all) {
    for (SqlFacts facts : all) {
      for (SessionChange change : facts.sessionChanges()) {
        if (change.kind() == SessionChange.Kind.ROLE || change.kind() == SessionChange.Kind.ALL) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean changeSessionsToCome(List<SqlFacts> all) {
    for (SqlFacts facts : all) {
      for (SessionChange change : facts.sessionChanges()) {
        if (change.kind() == SessionChange.Kind.SETTING
            && change.name().startsWith(SessionChange.OTHERS)) {
          return true;
        }
      }
    }
    return false;
  }
}
