package dev.sluice.orm;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into what Hibernate's persisters of entities and collections do themselves. */
public final class PersisterAdvice {
  private PersisterAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(
      @Advice.This Object persister, @Advice.Origin("#m") String method) {
    return OrmScope.persists(persister, method);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object frame) {
    OrmScope.end(frame);
  }
}
