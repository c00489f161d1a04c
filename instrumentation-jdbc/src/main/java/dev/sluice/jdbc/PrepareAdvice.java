package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.Advice.AssignReturned;
import net.bytebuddy.asm.Advice.AssignReturned.ToArguments.ToArgument;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** Around {@code Connection.prepareStatement} and {@code prepareCall}. */
public final class PrepareAdvice {
  private PrepareAdvice() {}

  @AssignReturned.ToArguments(@ToArgument(value = 0, index = 1, typing = Assigner.Typing.DYNAMIC))
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static Object @Nullable [] enter(
      @Advice.This Object connection,
      @Advice.Origin("#m") String method,
      @Advice.Argument(0) @Nullable String sql) {
    return JdbcCalls.prepare(connection, method, sql);
  }

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.Enter Object @Nullable [] entered,
      @Advice.Argument(0) @Nullable String sql,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    JdbcCalls.prepared(entered, returned, sql);
  }
}
