package dev.sluice.orm;

import net.bytebuddy.asm.Advice;

/**
 * Woven where Hibernate asks whether an update must remove its entity from the shared cache: it
 * must, where {@link CacheAdvice} keeps the new state out of it.
 */
public final class InvalidationAdvice {
  private InvalidationAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  @Advice.AssignReturned.ToReturned
  public static boolean exit(@Advice.Return boolean required) {
    return required || OrmScope.bypassesCaches();
  }
}
