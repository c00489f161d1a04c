package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code Connection.prepareStatement} and {@code prepareCall}. */
public final class PrepareAdvice {
  private PrepareAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) String sql,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    JdbcCalls.prepared(returned, sql);
  }
}
