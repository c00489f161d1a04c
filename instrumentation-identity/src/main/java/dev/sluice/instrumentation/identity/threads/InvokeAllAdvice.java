package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into the forms of {@code ForkJoinTask.invokeAll}. */
public final class InvokeAllAdvice {
  private InvokeAllAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static void enter(@Advice.AllArguments Object[] tasks) {
    ThreadScope.invoked(tasks);
  }
}
