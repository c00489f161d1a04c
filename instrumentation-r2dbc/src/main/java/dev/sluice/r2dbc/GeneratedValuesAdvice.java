package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;

/** After {@code Statement.returnGeneratedValues}. */
public final class GeneratedValuesAdvice {
  private GeneratedValuesAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object statement) {
    R2dbcCalls.generatesValues(statement);
  }
}
