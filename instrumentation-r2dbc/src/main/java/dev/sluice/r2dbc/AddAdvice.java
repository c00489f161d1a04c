package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;

/** After {@code Statement.add()}. */
public final class AddAdvice {
  private AddAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object statement) {
    R2dbcCalls.added(statement);
  }
}
