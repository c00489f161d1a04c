package dev.sluice.instrumentation.identity.reactor;

import net.bytebuddy.asm.Advice;

/** Woven into the constructors of the subscribers at the end of a chain. */
public final class SubscriberAdvice {
  private SubscriberAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.This Object subscriber) {
    ReactorScope.made(subscriber);
  }
}
