package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code getWarnings()} of connections, statements and result sets. */
public final class WarningsAdvice {
  private WarningsAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static @Nullable Object enter(@Advice.This Object target) {
    return WarningsRead.begin(target);
  }

  @AssignReturned.ToReturned(index = 0, typing = Assigner.Typing.DYNAMIC)
  @AssignReturned.ToThrown(index = 1, typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static Object @Nullable [] exit(
      @Advice.Enter @Nullable Object entered,
      @Advice.This Object target,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned,
      @Advice.Thrown @Nullable Throwable thrown) {
    if (entered instanceof WarningsRead read) {
      read.close();
    }
    return thrown == null
        ? Assignments.warningOrThrown(JdbcCalls.warned(target, returned), null)
        : Assignments.warningOrThrown(null, JdbcCalls.failed(target, "getWarnings", thrown));
  }
}
