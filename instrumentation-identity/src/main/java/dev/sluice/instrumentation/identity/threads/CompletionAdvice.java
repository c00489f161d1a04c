package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into the constructor of {@code CompletableFuture.UniCompletion}. */
public final class CompletionAdvice {
  private CompletionAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.This Object completion) {
    ThreadScope.registered(completion);
  }
}
