package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into {@code Thread.start()}. */
public final class StartAdvice {
  private StartAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static void enter(@Advice.This Object thread) {
    ThreadScope.starting(thread);
  }
}
