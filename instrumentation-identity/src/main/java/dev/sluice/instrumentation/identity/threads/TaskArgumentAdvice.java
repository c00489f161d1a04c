package dev.sluice.instrumentation.identity.threads;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Woven where a method takes a task, as its first argument, that nobody sees again. */
public final class TaskArgumentAdvice {
  private TaskArgumentAdvice() {}

  @Advice.AssignReturned.ToArguments(
      @Advice.AssignReturned.ToArguments.ToArgument(value = 0, typing = Assigner.Typing.DYNAMIC))
  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.Argument(0) Object task) {
    return ThreadScope.carrying(task);
  }
}
