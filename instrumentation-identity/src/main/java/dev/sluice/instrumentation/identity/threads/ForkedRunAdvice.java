package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code ForkJoinTask.doExec()}. */
public final class ForkedRunAdvice {
  private ForkedRunAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.This Object task) {
    return ThreadScope.begin(task);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object begun) {
    ThreadScope.end(begun);
  }
}
