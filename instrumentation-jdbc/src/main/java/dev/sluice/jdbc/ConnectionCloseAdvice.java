package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;

/** After {@code Connection.close()}. */
public final class ConnectionCloseAdvice {
  private ConnectionCloseAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.This Object connection) {
    JdbcCalls.connectionClosed(connection);
  }
}
