package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/**
 * After methods of connections, statements and result sets that hear from the database: what they
 * throw may quote values.
 */
public final class FailureAdvice {
  private FailureAdvice() {}

  @AssignReturned.ToThrown(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.This Object target,
      @Advice.Origin("#m") String method,
      @Advice.Thrown @Nullable Throwable thrown) {
    return thrown == null ? null : JdbcCalls.failed(target, method, thrown);
  }
}
