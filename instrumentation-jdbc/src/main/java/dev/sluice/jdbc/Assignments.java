package dev.sluice.jdbc;

import org.jspecify.annotations.Nullable;

/** The forms in which exit advice hands its answer back to the woven method. */
final class Assignments {
  private Assignments() {}

  /**
   * At index 0 what to return, at index 1 what to throw; null to leave both.
   *
   * <p>A warning is the one {@code Throwable} that is returned: see {@link #warningOrThrown}.
   */
  @SuppressWarnings("NullAway") // the woven method skips a null element
  static Object @Nullable [] resultOrThrown(@Nullable Object answer) {
    if (answer == null) {
      return null;
    }
    return answer instanceof Throwable ? new Object[] {null, answer} : new Object[] {answer, null};
  }

  /** At index 0 the warning to return, at index 1 what to throw; null to leave both. */
  @SuppressWarnings("NullAway") // nothing is thrown for a null element
  static Object @Nullable [] warningOrThrown(@Nullable Object warning, @Nullable Object thrown) {
    return warning == null && thrown == null ? null : new Object[] {warning, thrown};
  }

  /**
   * At index 0 what the enter method returned, at index 1 the text to execute.
   *
   * @param sql as the service wrote it
   */
  @SuppressWarnings("NullAway") // an advice must see what the service passed, null included
  static Object[] entered(@Nullable Object entered, @Nullable String sql) {
    String sent = entered instanceof StatementScope scope ? scope.sent(sql) : sql;
    return new Object[] {entered, sent};
  }

  /** What the enter method returned. */
  static @Nullable Object entered(Object @Nullable [] entered) {
    return entered == null ? null : entered[0];
  }

  /** What to throw; null to leave what happened. */
  static @Nullable Object thrown(@Nullable Object answer) {
    return answer instanceof Throwable ? answer : null;
  }
}
