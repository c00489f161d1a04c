package dev.sluice.instrumentation.identity.mcp;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven into the accessors of a tool's handler, through which each call goes. */
public final class HandlerAdvice {
  private HandlerAdvice() {}

  @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static @Nullable Object exit(
      @Advice.This Object specification, @Advice.Return @Nullable Object handler) {
    return McpScope.followed(specification, handler);
  }
}
