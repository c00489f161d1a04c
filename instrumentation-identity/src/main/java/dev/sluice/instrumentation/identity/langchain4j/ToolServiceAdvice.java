package dev.sluice.instrumentation.identity.langchain4j;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code ToolService.executeWithErrorHandling(request, executor, invocation, ...)}. */
public final class ToolServiceAdvice {
  private ToolServiceAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(
      @Advice.Argument(0) Object request, @Advice.Argument(2) Object invocation) {
    return ToolCallScope.startTool(request, invocation);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    ToolCallScope.end(scope);
  }
}
