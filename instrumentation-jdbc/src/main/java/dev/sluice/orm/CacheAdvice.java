package dev.sluice.orm;

import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/**
 * Woven into what reads or fills Hibernate's shared caches, or tells whether to: for callers whose
 * reads are not for others it does nothing, and says null or false.
 */
public final class CacheAdvice {
  private CacheAdvice() {}

  /** Returns anything but null to skip the method, as does a call that could not be linked. */
  @Advice.OnMethodEnter(
      inline = false,
      suppress = Throwable.class,
      skipOn = Advice.OnNonDefaultValue.class)
  public static @Nullable Object enter() {
    return OrmScope.bypassesCaches() ? Boolean.TRUE : null;
  }
}
