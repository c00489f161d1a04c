package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After the methods of a connection that {@link ConnectionCall} lists. */
public final class ConnectionCallAdvice {
  private ConnectionCallAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object connection,
      @Advice.Origin("#m") String method,
      @Advice.Argument(value = 0, optional = true, typing = Assigner.Typing.DYNAMIC)
          @Nullable Object argument,
      @Advice.Thrown @Nullable Throwable thrown) {
    JdbcCalls.sessionChanged(connection, method, argument, thrown);
  }
}
