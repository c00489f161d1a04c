package dev.sluice.orm;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into the executions of Hibernate's queries. */
public final class QueryAdvice {
  private QueryAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(
      @Advice.This Object query, @Advice.Origin("#m") String method) {
    return OrmScope.queries(query, method);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object frame) {
    OrmScope.end(frame);
  }
}
