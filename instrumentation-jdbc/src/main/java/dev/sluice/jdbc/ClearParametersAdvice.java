package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;

/** After {@code PreparedStatement.clearParameters()}. */
public final class ClearParametersAdvice {
  private ClearParametersAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object statement) {
    JdbcCalls.parametersCleared(statement);
  }
}
