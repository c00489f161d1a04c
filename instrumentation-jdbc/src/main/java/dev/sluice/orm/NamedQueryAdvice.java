package dev.sluice.orm;

import net.bytebuddy.asm.Advice;

/** Woven into the making of Hibernate's named queries. */
public final class NamedQueryAdvice {
  private NamedQueryAdvice() {}

  @Advice.OnMethodExit(inline = false, suppress = Throwable.class)
  public static void exit(@Advice.Argument(0) Object name, @Advice.Return Object query) {
    OrmScope.named(name, query);
  }
}
