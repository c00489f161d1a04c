package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code Result.filter}: what it returns is of the same execution. */
public final class FilterAdvice {
  private FilterAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object result,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    R2dbcCalls.filtered(result, returned);
  }
}
