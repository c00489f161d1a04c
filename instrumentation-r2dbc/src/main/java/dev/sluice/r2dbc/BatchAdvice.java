package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code Connection.createBatch()}. */
public final class BatchAdvice {
  private BatchAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object connection,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    R2dbcCalls.created(connection, returned);
  }
}
