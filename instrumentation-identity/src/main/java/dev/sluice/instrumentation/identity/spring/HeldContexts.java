package dev.sluice.instrumentation.identity.spring;

import dev.sluice.gate.Failures;
import dev.sluice.members.ClassMembers;
import java.lang.reflect.Field;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a thread holds a security context, without making one. Spring Security has no
 * public method for that: {@code getContext} and {@code getDeferredContext} leave an empty context
 * behind on each thread that is asked. To clear it afterwards would be worse: a service that took
 * the empty context, and sets its authentication later, would then fill one that nobody sees.
 *
 * <p>So the private thread-local of Spring's own strategies is read. A strategy of another kind, or
 * one whose field cannot be read, is not known to be empty.
 */
final class HeldContexts {
  private static final String CONTEXT_PACKAGE = "org.springframework.security.core.context.";
  private static final Set<String> THREAD_LOCAL_STRATEGIES =
      Set.of(
          CONTEXT_PACKAGE + "ThreadLocalSecurityContextHolderStrategy",
          CONTEXT_PACKAGE + "InheritableThreadLocalSecurityContextHolderStrategy");
  private static final String LISTENING_STRATEGY =
      CONTEXT_PACKAGE + "ListeningSecurityContextHolderStrategy";

  private final ClassMembers<Field> fields;

  HeldContexts(Failures failures) {
    this.fields =
        new ClassMembers<>("identity.spring-security.held", HeldContexts::field, failures);
  }

  /** Whether it is certain that this strategy holds no context for this thread. */
  boolean knownEmpty(Object strategy) {
    Object inner = read(strategy);
    return inner instanceof ThreadLocal<?> threadLocal
        ? threadLocal.get() == null
        : inner != null && knownEmpty(inner);
  }

  private @Nullable Object read(Object strategy) {
    Field field = fields.of(strategy.getClass());
    try {
      return field == null ? null : field.get(strategy);
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException(field + " was made accessible", impossible);
    }
  }

  private static @Nullable Field field(Class<?> strategy) throws NoSuchFieldException {
    Field field;
    if (THREAD_LOCAL_STRATEGIES.contains(strategy.getName())) {
      field = strategy.getDeclaredField("contextHolder");
    } else if (strategy.getName().equals(LISTENING_STRATEGY)) {
      field = strategy.getDeclaredField("delegate");
    } else {
      return null;
    }
    field.setAccessible(true);
    return field;
  }
}
