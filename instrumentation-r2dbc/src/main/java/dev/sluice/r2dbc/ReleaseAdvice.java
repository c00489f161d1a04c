package dev.sluice.r2dbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code release()} of what reactor-pool lent out: what it returns is replaced. */
public final class ReleaseAdvice {
  private ReleaseAdvice() {}

  @AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.FieldValue(value = "poolable", typing = Assigner.Typing.DYNAMIC)
          @Nullable Object poolable,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    return R2dbcCalls.releasing(poolable, returned);
  }
}
