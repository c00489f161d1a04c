package dev.sluice.orm;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into the methods in which jOOQ meets the driver. */
public final class JooqQueryAdvice {
  private JooqQueryAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.This Object query) {
    return OrmScope.runs(query);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object frame) {
    OrmScope.end(frame);
  }
}
