package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into {@code tryFire} of {@code CompletableFuture}'s completions. */
public final class FireAdvice {
  private FireAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.This Object completion) {
    return ThreadScope.fire(completion);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object fired) {
    ThreadScope.end(fired);
  }
}
