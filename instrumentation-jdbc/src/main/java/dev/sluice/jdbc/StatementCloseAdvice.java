package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;

/** After {@code Statement.close()}. */
public final class StatementCloseAdvice {
  private StatementCloseAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.This Object statement) {
    JdbcCalls.statementClosed(statement);
  }
}
