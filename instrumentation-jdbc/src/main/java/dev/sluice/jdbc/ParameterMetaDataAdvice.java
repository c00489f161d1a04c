package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code PreparedStatement.getParameterMetaData()}. */
public final class ParameterMetaDataAdvice {
  private ParameterMetaDataAdvice() {}

  @AssignReturned.ToReturned(typing = Assigner.Typing.DYNAMIC)
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static @Nullable Object exit(
      @Advice.This Object statement,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    return JdbcCalls.parameters(statement, returned);
  }
}
