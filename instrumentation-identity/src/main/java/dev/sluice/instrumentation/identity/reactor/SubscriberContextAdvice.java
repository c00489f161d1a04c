package dev.sluice.instrumentation.identity.reactor;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven into {@code currentContext} of the subscribers at the end of a chain. */
public final class SubscriberContextAdvice {
  private SubscriberContextAdvice() {}

  @AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static @Nullable Object exit(
      @Advice.This Object subscriber,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object context)
      throws Throwable {
    return ReactorScope.context(subscriber, context);
  }
}
