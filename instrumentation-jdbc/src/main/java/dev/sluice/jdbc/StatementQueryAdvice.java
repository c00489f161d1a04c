package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code Statement.executeQuery(String)}. */
public final class StatementQueryAdvice {
  private StatementQueryAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Throwable.class, inline = false)
  public static @Nullable Object enter(
      @Advice.This Object statement, @Advice.Argument(0) @Nullable String sql) {
    return JdbcCalls.enter(statement, sql);
  }

  @AssignReturned.ToReturned(index = 0, typing = Assigner.Typing.DYNAMIC)
  @AssignReturned.ToThrown(index = 1, typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static Object @Nullable [] exit(
      @Advice.Enter @Nullable Object entered,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned,
      @Advice.Thrown @Nullable Throwable thrown) {
    return Assignments.resultOrThrown(JdbcCalls.exit(entered, returned, thrown));
  }
}
