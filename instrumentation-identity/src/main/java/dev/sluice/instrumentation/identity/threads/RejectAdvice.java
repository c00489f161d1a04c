package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into {@code ThreadPoolExecutor.reject(task)}. */
public final class RejectAdvice {
  private RejectAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static void enter(@Advice.Argument(0) Object task) {
    ThreadScope.refused(task);
  }
}
