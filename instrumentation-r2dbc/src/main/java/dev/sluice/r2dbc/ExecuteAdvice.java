package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code execute()} of a statement or batch: what it returns is replaced. */
public final class ExecuteAdvice {
  private ExecuteAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static @Nullable Object enter() {
    return Executing.begin();
  }

  @AssignReturned.ToReturned(index = 0, typing = Assigner.Typing.DYNAMIC)
  @AssignReturned.ToThrown(index = 1, typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static Object @Nullable [] exit(
      @Advice.Enter @Nullable Object entered,
      @Advice.This Object statement,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    boolean inner = entered instanceof Executing executing && executing.end();
    return Refusals.returnedOrThrown(R2dbcCalls.executed(statement, returned, inner));
  }
}
