package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code bind} and {@code bindNull} of a statement, by index or by name. */
public final class BindAdvice {
  private BindAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object statement,
      @Advice.Origin("#m") String method,
      @Advice.Argument(value = 0, typing = Assigner.Typing.DYNAMIC) @Nullable Object parameter,
      @Advice.Argument(1) @Nullable Object value) {
    R2dbcCalls.bound(statement, method, parameter, value);
  }
}
