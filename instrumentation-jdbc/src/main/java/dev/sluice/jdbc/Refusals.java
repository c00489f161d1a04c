package dev.sluice.jdbc;

import dev.sluice.policy.Refusal;
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

  /** Refuses a way round a mask. */
  static SQLException closed(String what, String fix) {
    String text = "Sluice: " + what + "." + (fix.isEmpty() ? "" : " " + fix);
    return OwnExceptions.mark(
        new SQLInvalidAuthorizationSpecException(text, INSUFFICIENT_PRIVILEGE));
  }
}
