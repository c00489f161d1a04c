package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After methods of a connection that lead past statements: what they return is replaced. */
public final class UngovernedAdvice {
  private UngovernedAdvice() {}

  @AssignReturned.ToReturned(index = 0, typing = Assigner.Typing.DYNAMIC)
  @AssignReturned.ToThrown(index = 1, typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static Object @Nullable [] exit(
      @Advice.This Object target,
      @Advice.Origin("#m") String method,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    return Refusals.returnedOrThrown(R2dbcCalls.ungoverned(target, method, returned));
  }
}
