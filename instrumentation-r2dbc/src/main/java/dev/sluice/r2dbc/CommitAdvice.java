package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code Connection.commitTransaction()}: what it returns is replaced. */
public final class CommitAdvice {
  private CommitAdvice() {}

  @AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.This Object target,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    return R2dbcCalls.committing(target, returned);
  }
}
