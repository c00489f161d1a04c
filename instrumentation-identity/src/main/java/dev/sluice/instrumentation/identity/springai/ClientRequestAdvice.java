package dev.sluice.instrumentation.identity.springai;

import net.bytebuddy.asm.Advice;

/** Woven into the constructor of {@code ChatClientRequest}. */
public final class ClientRequestAdvice {
  private ClientRequestAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.Argument(0) Object prompt, @Advice.Argument(1) Object context) {
    SpringAiScope.requested(prompt, context);
  }
}
