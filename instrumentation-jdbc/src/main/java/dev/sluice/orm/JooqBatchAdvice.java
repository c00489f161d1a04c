package dev.sluice.orm;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into the execution of jOOQ's batches of one query. */
public final class JooqBatchAdvice {
  private JooqBatchAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(@Advice.FieldValue("query") Object query) {
    return OrmScope.runs(query);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object frame) {
    OrmScope.end(frame);
  }
}
