package dev.sluice.instrumentation.identity.springai;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code ToolCallingManager.executeToolCalls}. */
public final class ToolCallingAdvice {
  private ToolCallingAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(
      @Advice.Argument(0) Object prompt, @Advice.Argument(1) Object response) {
    return SpringAiScope.startAnswer(prompt, response);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope, @Advice.Return @Nullable Object result) {
    SpringAiScope.endAnswer(scope, result);
  }
}
