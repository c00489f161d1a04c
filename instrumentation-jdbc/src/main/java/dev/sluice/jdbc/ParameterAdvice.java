package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * Around the setters of {@code PreparedStatement}. What was set is noted after, because a driver's
 * setters call each other, and what counts is what the service passed to the first one.
 */
public final class ParameterAdvice {
  private ParameterAdvice() {}

  /** Returns the index to set in place of the service's; 0 to leave it. */
  @AssignReturned.ToArguments(@ToArgument(0))
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static int enter(@Advice.This Object statement, @Advice.Argument(0) int index) {
    return JdbcCalls.parameterIndex(statement, index);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object statement,
      @Advice.Enter int entered,
      @Advice.Origin("#m") String method,
      @Advice.Argument(0) int index,
      @Advice.Argument(value = 1, typing = Assigner.Typing.DYNAMIC) @Nullable Object value,
      @Advice.Argument(value = 2, optional = true, typing = Assigner.Typing.DYNAMIC)
          @Nullable Object type,
      @Advice.Thrown @Nullable Throwable thrown) {
    int own = entered == 0 ? index : JdbcCalls.ownIndex(statement);
    if (thrown == null && own > 0) {
      JdbcCalls.parameterSet(statement, method, own, value, type);
    }
  }
}
