package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After the methods of {@link SessionCall}: what they return is replaced. */
public final class SessionAdvice {
  private SessionAdvice() {}

  @AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.This Object target,
      @Advice.Origin("#m") String method,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    return R2dbcCalls.followed(target, method, returned);
  }
}
