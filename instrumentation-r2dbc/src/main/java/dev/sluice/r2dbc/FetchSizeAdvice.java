package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;

/** After {@code Statement.fetchSize}. */
public final class FetchSizeAdvice {
  private FetchSizeAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object statement, @Advice.Argument(0) int rows) {
    R2dbcCalls.fetches(statement, rows);
  }
}
