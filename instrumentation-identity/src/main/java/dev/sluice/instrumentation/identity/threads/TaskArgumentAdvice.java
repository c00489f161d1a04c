package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven where a fork-join pool takes a task, or tasks, as its first argument. */
public final class TaskArgumentAdvice {
  private TaskArgumentAdvice() {}

  @Advice.AssignReturned.ToArguments(
      @Advice.AssignReturned.ToArguments.ToArgument(value = 0, typing = Assigner.Typing.DYNAMIC))
  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(0) Object task) {
    return ThreadScope.carrying(task);
  }
}
