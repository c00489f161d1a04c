package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;

/** Woven into {@code ScheduledThreadPoolExecutor.delayedExecute(task)}. */
public final class ScheduleAdvice {
  private ScheduleAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static void enter(@Advice.Argument(0) Object task) {
    ThreadScope.scheduled(task);
  }
}
