package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into {@code ThreadPoolExecutor.addWorker(firstTask, core)}. */
public final class AddWorkerAdvice {
  private AddWorkerAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static void enter(@Advice.This Object executor, @Advice.Argument(0) Object task) {
    ThreadScope.taken(task, executor);
  }
}
