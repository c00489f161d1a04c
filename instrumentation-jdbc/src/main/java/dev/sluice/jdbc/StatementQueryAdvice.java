package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code Statement.executeQuery(String)}. */
public final class StatementQueryAdvice {
  private StatementQueryAdvice() {}

  @AssignReturned.ToArguments(@ToArgument(value = 0, index = 1, typing = Assigner.Typing.DYNAMIC))
  @Advice.OnMethodEnter(
      suppress = Throwable.class,
      skipOn = Throwable.class,
      skipOnIndex = 0,
      inline = false)
  public static Object @Nullable [] enter(
      @Advice.This Object statement, @Advice.Argument(0) @Nullable String sql) {
    return Assignments.entered(JdbcCalls.enter(statement, sql), sql);
  }

  @AssignReturned.ToReturned(index = 0, typing = Assigner.Typing.DYNAMIC)
  @AssignReturned.ToThrown(index = 1, typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static Object @Nullable [] exit(
      @Advice.Enter Object @Nullable [] entered,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned,
      @Advice.Thrown @Nullable Throwable thrown) {
    return Assignments.resultOrThrown(
        JdbcCalls.exit(Assignments.entered(entered), returned, thrown));
  }
}
