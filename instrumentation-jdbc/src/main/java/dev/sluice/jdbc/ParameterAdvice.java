package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * After the setters of {@code PreparedStatement}. After, because a driver's setters call each
 * other, and what counts is what the service passed to the first one.
 */
public final class ParameterAdvice {
  private ParameterAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object statement,
      @Advice.Origin("#m") String method,
      @Advice.Argument(0) int index,
      @Advice.Argument(value = 1, typing = Assigner.Typing.DYNAMIC) @Nullable Object value,
      @Advice.Argument(value = 2, optional = true, typing = Assigner.Typing.DYNAMIC)
          @Nullable Object type) {
    JdbcCalls.parameterSet(statement, method, index, value, type);
  }
}
