package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** After {@code Statement.returnGeneratedValues}. */
public final class GeneratedValuesAdvice {
  private GeneratedValuesAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object statement, @Advice.Argument(0) String @Nullable [] columns) {
    R2dbcCalls.generatesValues(statement, columns);
  }
}
