package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven into {@code ThreadBuilders.newVirtualThread(scheduler, name, kind, task)}. */
public final class VirtualThreadAdvice {
  private VirtualThreadAdvice() {}

  @Advice.AssignReturned.ToArguments(
      @Advice.AssignReturned.ToArguments.ToArgument(value = 3, typing = Assigner.Typing.DYNAMIC))
  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(3) Object task) {
    return ThreadScope.wrapped(task);
  }
}
