package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code Statement.addBatch(String)}. */
public final class AddBatchTextAdvice {
  private AddBatchTextAdvice() {}

  @AssignReturned.ToArguments(@ToArgument(value = 0, index = 1, typing = Assigner.Typing.DYNAMIC))
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static Object @Nullable [] enter(
      @Advice.This Object statement, @Advice.Argument(0) @Nullable String sql) {
    return JdbcCalls.addingBatch(statement, sql);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object statement,
      @Advice.Enter Object @Nullable [] entered,
      @Advice.Argument(0) @Nullable String sql) {
    JdbcCalls.addBatch(statement, entered, sql);
  }
}
