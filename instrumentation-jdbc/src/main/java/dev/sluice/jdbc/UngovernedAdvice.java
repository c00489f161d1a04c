package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * Around methods that reach data without a statement that could be decided: refused to callers
 * under a restriction.
 */
public final class UngovernedAdvice {
  private UngovernedAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Throwable.class, inline = false)
  public static @Nullable Object enter(
      @Advice.This Object target,
      @Advice.Origin("#t") String type,
      @Advice.Origin("#m") String method) {
    return JdbcCalls.enterUngoverned(target, type, method);
  }

  @AssignReturned.ToThrown(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.Enter @Nullable Object entered,
      @Advice.This Object target,
      @Advice.Origin("#m") String method,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (entered instanceof Throwable) {
      return entered;
    }
    return thrown == null ? null : JdbcCalls.failed(target, method, thrown);
  }
}
