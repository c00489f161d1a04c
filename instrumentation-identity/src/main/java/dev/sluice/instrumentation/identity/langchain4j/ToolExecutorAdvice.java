package dev.sluice.instrumentation.identity.langchain4j;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code ToolExecutor.execute} and {@code executeWithContext}. */
public final class ToolExecutorAdvice {
  private ToolExecutorAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(
      @Advice.Argument(0) Object request, @Advice.Argument(1) Object invocation) {
    return ToolCallScope.startTool(request, invocation);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    ToolCallScope.end(scope);
  }
}
