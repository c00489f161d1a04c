package dev.sluice.jdbc;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import org.jspecify.annotations.Nullable;

/** After {@code Driver.connect(String, Properties)}. */
public final class DriverAdvice {
  private DriverAdvice() {}

  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Object driver,
      @Advice.Argument(0) @Nullable String url,
      @Advice.Argument(1) @Nullable Object properties,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) @Nullable Object returned) {
    JdbcCalls.connected(driver, returned, url, properties);
  }
}
