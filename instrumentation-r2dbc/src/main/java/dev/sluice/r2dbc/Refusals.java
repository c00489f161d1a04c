package dev.sluice.r2dbc;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** What a woven method throws if nothing can be linked that would refuse it better. */
final class Refusals {
  private static final String PERMISSION_DENIED = "io.r2dbc.spi.R2dbcPermissionDeniedException";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private Refusals() {}

  /** The exception for a call that cannot be governed: R2DBC's own, if it can be made. */
  static Throwable ofCall(Object target, String method) {
    String text =
        "Sluice cannot govern " + method + " and refuses it. See the service's standard error.";
    try {
      Constructor<?> constructor =
          Class.forName(PERMISSION_DENIED, true, target.getClass().getClassLoader())
              .getConstructor(String.class, String.class);
      return (Throwable) constructor.newInstance(text, INSUFFICIENT_PRIVILEGE);
    } catch (ReflectiveOperationException | LinkageError | RuntimeException absent) {
      return new IllegalStateException(text, absent);
    }
  }

  /** At index 0 what to return, at index 1 what to throw; null to leave both. */
  @SuppressWarnings("NullAway") // the woven method skips a null element
  static Object @Nullable [] returnedOrThrown(@Nullable Object answer) {
    if (answer == null) {
      return null;
    }
    return answer instanceof Throwable ? new Object[] {null, answer} : new Object[] {answer, null};
  }
}
