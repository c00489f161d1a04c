package dev.sluice.jdbc;

import dev.sluice.gate.OwnExceptions;
import dev.sluice.policy.Refusal;
import dev.sluice.telling.Objection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;

/**
 * The exceptions that a refused caller sees: classes of the JDK only, with SQLState {@code 42501}
 * (insufficient privilege), on which no connection pool evicts a connection.
 */
final class Refusals {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String PROGRAM_LIMIT_EXCEEDED = "54000";

  private Refusals() {}

  static SQLException of(Refusal refusal) {
    if (refusal.code().equals(Refusal.LIMIT)) {
      return limit(refusal);
    }
    return OwnExceptions.mark(
        new SQLInvalidAuthorizationSpecException(refusal.text(), INSUFFICIENT_PRIVILEGE));
  }

  /**
   * What the service gets past a limit: SQLState {@code 54000} (program limit exceeded), which says
   * nothing of the connection.
   */
  static SQLException limit(Refusal refusal) {
    return OwnExceptions.mark(new SQLException(refusal.text(), PROGRAM_LIMIT_EXCEEDED));
  }

  static SQLException of(Objection objection) {
    return closed(objection.why(), objection.fix());
  }

  /** Refuses a way round a mask. */
  static SQLException closed(String what, String fix) {
    String text = "Sluice: " + what + "." + (fix.isEmpty() ? "" : " " + fix);
    return OwnExceptions.mark(
        new SQLInvalidAuthorizationSpecException(text, INSUFFICIENT_PRIVILEGE));
  }

  /**
   * Refuses a vendor's method of a result set.
   *
   * @param declared what the method declares to throw; the refusal is the cause of an unchecked
   *     exception where that does not allow it
   */
  static Exception ofMethod(String method, String why, Class<?>... declared) {
    SQLException refusal =
        closed(method + " is refused: " + why, "Read the values through java.sql.ResultSet.");
    for (Class<?> type : declared) {
      if (type.isInstance(refusal)) {
        return refusal;
      }
    }
    return new UnsupportedOperationException(refusal.getMessage(), refusal);
  }
}
