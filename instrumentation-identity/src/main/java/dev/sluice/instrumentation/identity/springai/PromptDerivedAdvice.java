package dev.sluice.instrumentation.identity.springai;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into what makes a {@code Prompt} or its builder from another. */
public final class PromptDerivedAdvice {
  private PromptDerivedAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.This Object origin, @Advice.Return @Nullable Object made) {
    SpringAiScope.derived(origin, made);
  }
}
