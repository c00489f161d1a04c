package dev.sluice.instrumentation.identity.langchain4j;

import net.bytebuddy.asm.Advice;

/** Woven into {@code InvocationContext.Builder.build()}. */
public final class InvocationBuildAdvice {
  private InvocationBuildAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.This Object builder, @Advice.Return Object invocation) {
    ToolCallScope.made(builder, invocation);
  }
}
