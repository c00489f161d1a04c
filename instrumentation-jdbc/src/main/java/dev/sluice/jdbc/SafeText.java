package dev.sluice.jdbc;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Texts of databases that quote nothing but the statement itself, so that whoever mistyped a name
 * can read which one.
 *
 * <ul>
 *   <li>PostgreSQL (manual, section 55.8): an error of class 42 with a position, and without a
 *       context or an internal query, was found while the client's own text was analyzed: before
 *       any row was read. Without the position it is not safe: {@code email::regclass} fails as an
 *       undefined table, and names the value as one.
 *   <li>MySQL and MariaDB (error codes 1052, 1054 and 1146): names that do not resolve. A routine
 *       may raise these codes with a text of its own, so they are safe only for a statement that is
 *       fully understood and only reads: it runs no routine.
 * </ul>
 */
final class SafeText {
  private static final String SYNTAX_OR_ACCESS = "42";
  private static final Set<Integer> UNRESOLVED = Set.of(1052, 1054, 1146);
  private static final Set<String> UNRESOLVED_STATES = Set.of("23000", "42S22", "42S02");

  private SafeText() {}

  /** The text to keep; null if it must be withheld. */
  static @Nullable String of(SQLException original, boolean plainRead) {
    String state = original.getSQLState();
    ServerError error = ServerError.of(original);
    if (error != null) {
      return state != null && state.startsWith(SYNTAX_OR_ACCESS) && error.isOfTheClientsText()
          ? error.message()
          : null;
    }
    return plainRead
            && state != null
            && UNRESOLVED_STATES.contains(state)
            && UNRESOLVED.contains(original.getErrorCode())
            && isOfMySql(original)
        ? original.getMessage()
        : null;
  }

  /** The drivers of MySQL and MariaDB throw classes of the JDK, so only the stack tells. */
  private static boolean isOfMySql(SQLException original) {
    StackTraceElement[] stack = original.getStackTrace();
    return stack.length > 0
        && (stack[0].getClassName().startsWith("org.mariadb.jdbc.")
            || stack[0].getClassName().startsWith("com.mysql.cj."));
  }
}
