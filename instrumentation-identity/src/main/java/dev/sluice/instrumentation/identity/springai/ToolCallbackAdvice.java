package dev.sluice.instrumentation.identity.springai;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code ToolCallback.call}. */
public final class ToolCallbackAdvice {
  private ToolCallbackAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(
      @Advice.This Object callback, @Advice.Argument(0) Object input) {
    return SpringAiScope.startTool(callback, input);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    SpringAiScope.end(scope);
  }
}
