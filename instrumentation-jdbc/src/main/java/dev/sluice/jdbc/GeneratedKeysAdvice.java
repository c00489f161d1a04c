package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code Statement.getGeneratedKeys()}. */
public final class GeneratedKeysAdvice {
  private GeneratedKeysAdvice() {}

  @AssignReturned.ToReturned(index = 0, typing = Assigner.Typing.DYNAMIC)
  @AssignReturned.ToThrown(index = 1, typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static Object @Nullable [] exit(
      @Advice.This Object statement,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    return Assignments.resultOrThrown(JdbcCalls.generatedKeys(statement, returned));
  }
}
