package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;

/** After {@code PreparedStatement.addBatch()}. */
public final class AddBatchAdvice {
  private AddBatchAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object statement) {
    JdbcCalls.addBatch(statement, null);
  }
}
