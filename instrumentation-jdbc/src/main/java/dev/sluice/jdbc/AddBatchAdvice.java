package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code PreparedStatement.addBatch()}. */
public final class AddBatchAdvice {
  private AddBatchAdvice() {}

  @Advice.OnMethodEnter(suppress = Throwable.class, skipOn = Throwable.class, inline = false)
  public static @Nullable Object enter(@Advice.This Object statement) {
    return JdbcCalls.addingBatch(statement);
  }

  @AssignReturned.ToThrown(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.This Object statement, @Advice.Enter @Nullable Object entered) {
    if (entered == null) {
      JdbcCalls.addBatch(statement, null, null);
    }
    return Assignments.thrown(entered);
  }
}
