package dev.sluice.instrumentation.identity.springai;

import net.bytebuddy.asm.Advice;

/** Woven into the constructors of {@code Prompt}. */
public final class PromptMadeAdvice {
  private PromptMadeAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.This Object prompt) {
    SpringAiScope.made(prompt);
  }
}
