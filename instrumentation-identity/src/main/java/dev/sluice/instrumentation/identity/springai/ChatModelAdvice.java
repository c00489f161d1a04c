package dev.sluice.instrumentation.identity.springai;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code ChatModel.call} and {@code stream}. */
public final class ChatModelAdvice {
  private ChatModelAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(0) Object prompt) {
    return SpringAiScope.startQuestion(prompt);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    SpringAiScope.end(scope);
  }
}
