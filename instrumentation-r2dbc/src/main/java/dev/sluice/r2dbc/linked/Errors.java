package dev.sluice.r2dbc.linked;

import dev.sluice.gate.OwnExceptions;
import dev.sluice.gate.WithheldText;
import dev.sluice.policy.Refusal;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import org.jspecify.annotations.Nullable;

/**
 * The errors that a service gets of Sluice: refusals with SQLState {@code 42501} (insufficient
 * privilege) or {@code 54000} (program limit exceeded), and those that stand in place of a
 * database's own, whose texts may quote values: of the same class of R2DBC's, with SQLState, code
 * and stack trace, but with neither the driver's class nor cause, which have the texts again.
 */
final class Errors {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String INVALID_CAST = "22018";
  private static final String PROGRAM_LIMIT_EXCEEDED = "54000";

  private Errors() {}

  static R2dbcException of(Refusal refusal) {
    return OwnExceptions.mark(
        refusal.code().equals(Refusal.LIMIT)
            ? new R2dbcNonTransientResourceException(refusal.text(), PROGRAM_LIMIT_EXCEEDED)
            : new R2dbcPermissionDeniedException(refusal.text(), INSUFFICIENT_PRIVILEGE));
  }

  /** Refuses a way round a mask. */
  static R2dbcException closed(String what, String fix) {
    String text = "Sluice: " + what + "." + (fix.isEmpty() ? "" : " " + fix);
    return OwnExceptions.mark(new R2dbcPermissionDeniedException(text, INSUFFICIENT_PRIVILEGE));
  }

  /** A masked value that is not to be had in the form that was asked for. */
  static R2dbcException unreadable(String what) {
    return OwnExceptions.mark(new R2dbcNonTransientResourceException(what, INVALID_CAST));
  }

  /** What a service gets in place of an error of a driver. */
  static Throwable withheld(Throwable problem) {
    if (OwnExceptions.contains(problem)
        || problem instanceof VirtualMachineError
        || problem instanceof LinkageError) {
      return problem; // of the JVM's own errors none quotes a value
    }
    R2dbcException safe =
        problem instanceof R2dbcException known
            ? withheld(known, known.getSqlState(), known.getErrorCode())
            : new R2dbcNonTransientResourceException(WithheldText.of(null), null, 0);
    safe.setStackTrace(problem.getStackTrace());
    return OwnExceptions.mark(safe);
  }

  private static R2dbcException withheld(R2dbcException problem, @Nullable String state, int code) {
    String text = WithheldText.of(state);
    if (problem instanceof R2dbcBadGrammarException) {
      return new R2dbcBadGrammarException(text, state, code);
    }
    if (problem instanceof R2dbcDataIntegrityViolationException) {
      return new R2dbcDataIntegrityViolationException(text, state, code);
    }
    if (problem instanceof R2dbcPermissionDeniedException) {
      return new R2dbcPermissionDeniedException(text, state, code);
    }
    if (problem instanceof R2dbcRollbackException) {
      return new R2dbcRollbackException(text, state, code);
    }
    if (problem instanceof R2dbcTimeoutException) {
      return new R2dbcTimeoutException(text, state, code);
    }
    return problem instanceof R2dbcTransientResourceException
        ? new R2dbcTransientResourceException(text, state, code)
        : new R2dbcNonTransientResourceException(text, state, code);
  }
}
