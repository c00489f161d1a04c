package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;

/** After {@code Connection.clearWarnings()}. */
public final class ClearWarningsAdvice {
  private ClearWarningsAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object connection) {
    JdbcCalls.warningsCleared(connection);
  }
}
