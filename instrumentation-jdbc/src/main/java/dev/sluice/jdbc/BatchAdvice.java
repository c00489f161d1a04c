package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code Statement.executeBatch()} and {@code executeLargeBatch()}. */
public final class BatchAdvice {
  private BatchAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Throwable.class, inline = false)
  public static @Nullable Object enter(@Advice.This Object statement) {
    return JdbcCalls.enterBatch(statement);
  }

  @AssignReturned.ToThrown(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.Enter @Nullable Object entered,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned,
      @Advice.Thrown @Nullable Throwable thrown) {
    return Assignments.thrown(JdbcCalls.exit(entered, returned, thrown));
  }
}
