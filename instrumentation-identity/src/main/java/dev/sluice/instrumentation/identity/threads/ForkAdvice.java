package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into {@code ForkJoinTask.fork()}. */
public final class ForkAdvice {
  private ForkAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static void enter(@Advice.This Object task) {
    ThreadScope.forked(task);
  }
}
