package dev.sluice.instrumentation.identity.langchain4j;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import org.jspecify.annotations.Nullable;

/**
 * The members of {@code InvocationContext} that are read.
 *
 * @param interfaceName {@code interfaceName(): String}
 * @param chatMemoryId {@code chatMemoryId(): Object}
 */
record InvocationMembers(Accessor interfaceName, Accessor chatMemoryId) {
  static final String TYPE = "dev.langchain4j.invocation.InvocationContext";

  static @Nullable InvocationMembers of(Class<?> type) throws ReflectiveOperationException {
    Class<?> context = Supertypes.find(type, TYPE);
    return context == null
        ? null
        : new InvocationMembers(
            Accessor.of(context, "java.lang.String", "interfaceName"),
            Accessor.of(context, "java.lang.Object", "chatMemoryId"));
  }
}
