package dev.sluice.orm;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** Woven into Hibernate's coordinators of entity mutations. */
public final class EntityWriteAdvice {
  private EntityWriteAdvice() {}

  @Advice.OnMethodEnter(inline = false, suppress = Throwable.class)
  public static @Nullable Object enter(
      @Advice.FieldValue("entityPersister") Object persister, @Advice.Origin("#m") String method) {
    return OrmScope.writes(persister, method);
  }

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class, onThrowable = Throwable.class)
  public static void exit(@Advice.Enter Object frame) {
    OrmScope.end(frame);
  }
}
