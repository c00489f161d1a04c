package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into {@code ForkJoinTask.invoke()} and its like. */
public final class InvokeAdvice {
  private InvokeAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static void enter(@Advice.This Object task) {
    ThreadScope.invoked(task);
  }
}
