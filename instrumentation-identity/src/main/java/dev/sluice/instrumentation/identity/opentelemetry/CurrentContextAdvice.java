package dev.sluice.instrumentation.identity.opentelemetry;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven into {@code Context.current()}. */
public final class CurrentContextAdvice {
  private CurrentContextAdvice() {}

  @Advice.AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static @Nullable Object exit(@Advice.Return Object context) {
    return ContextScope.current(context);
  }
}
