package dev.sluice.instrumentation.identity.langchain4j;

import net.bytebuddy.asm.Advice;

/** Woven into the constructor {@code InvocationContext.Builder(InvocationContext)}. */
public final class InvocationCopyAdvice {
  private InvocationCopyAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.This Object builder, @Advice.Argument(0) Object invocation) {
    ToolCallScope.copied(invocation, builder);
  }
}
