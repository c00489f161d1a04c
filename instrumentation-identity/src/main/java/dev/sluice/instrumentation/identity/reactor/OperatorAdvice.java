package dev.sluice.instrumentation.identity.reactor;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into the methods in which an operator works, on whatever thread. */
public final class OperatorAdvice {
  private OperatorAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.This Object operator) throws IllegalAccessException {
    return ReactorScope.startOperator(operator);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object scope) {
    ReactorScope.end(scope);
  }
}
