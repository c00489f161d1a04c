package dev.sluice.instrumentation.identity.spring;

import dev.sluice.members.Accessor;
import org.jspecify.annotations.Nullable;

/**
 * The members through which Spring Security's context is reached, for one copy of {@code
 * SecurityContextHolder}, 5.8 to 7.
 *
 * @param strategy {@code static SecurityContextHolder.getContextHolderStrategy()}
 * @param context {@code SecurityContextHolderStrategy.getContext(): SecurityContext}
 * @param authentication {@code SecurityContext.getAuthentication(): Authentication}
 */
record HolderMembers(Accessor strategy, Accessor context, Accessor authentication) {
  private static final String CONTEXT_PACKAGE = "org.springframework.security.core.context.";
  static final String HOLDER = CONTEXT_PACKAGE + "SecurityContextHolder";

  static HolderMembers of(Class<?> holder) throws ReflectiveOperationException {
    String strategy = CONTEXT_PACKAGE + "SecurityContextHolderStrategy";
    String context = CONTEXT_PACKAGE + "SecurityContext";
    ClassLoader loader = holder.getClassLoader();
    return new HolderMembers(
        Accessor.ofStatic(holder, strategy, "getContextHolderStrategy"),
        Accessor.of(Class.forName(strategy, false, loader), context, "getContext"),
        Accessor.of(
            Class.forName(context, false, loader),
            "org.springframework.security.core.Authentication",
            "getAuthentication"));
  }

  /**
   * The authentication of this thread, possibly loaded from the session just now.
   *
   * @param held tells which strategies hold nothing, so that they need not be asked: asked for a
   *     context that is not there, they would make an empty one and leave it on the thread
   */
  @Nullable Object currentAuthentication(HeldContexts held) {
    Object strategyInUse = strategy.get(null);
    if (strategyInUse == null || held.knownEmpty(strategyInUse)) {
      return null;
    }
    Object current = context.get(strategyInUse);
    return current == null ? null : authentication.get(current);
  }
}
