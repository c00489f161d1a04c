package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code DataSource.getConnection()}. */
public final class DataSourceAdvice {
  private DataSourceAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object source,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    JdbcCalls.obtained(source, returned);
  }
}
