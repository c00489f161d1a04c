package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** After {@code Statement.addBatch(String)}. */
public final class AddBatchTextAdvice {
  private AddBatchTextAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object statement, @Advice.Argument(0) @Nullable String sql) {
    JdbcCalls.addBatch(statement, sql);
  }
}
