package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven where an executor takes a task, as its first argument, and starts a thread for it. */
public final class OwnThreadAdvice {
  private OwnThreadAdvice() {}

  @Advice.AssignReturned.ToArguments(
      @Advice.AssignReturned.ToArguments.ToArgument(value = 0, typing = Assigner.Typing.DYNAMIC))
  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(0) Object task) {
    return ThreadScope.wrapped(task);
  }
}
