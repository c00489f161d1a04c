package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** After {@code Batch.add(String)}. */
public final class AddTextAdvice {
  private AddTextAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object batch, @Advice.Argument(0) @Nullable String sql) {
    R2dbcCalls.added(batch, sql);
  }
}
