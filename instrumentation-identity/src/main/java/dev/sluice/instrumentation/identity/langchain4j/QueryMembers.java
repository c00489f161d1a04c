package dev.sluice.instrumentation.identity.langchain4j;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import org.jspecify.annotations.Nullable;

/**
 * The members of a retrieval {@code Query} and its {@code Metadata} that are read.
 *
 * @param metadata {@code Query.metadata(): Metadata}
 * @param chatMemoryId {@code Metadata.chatMemoryId(): Object}
 * @param invocationContext {@code Metadata.invocationContext(): InvocationContext}; null before
 *     LangChain4j 1.6, which has no such type
 */
record QueryMembers(
    Accessor metadata, Accessor chatMemoryId, @Nullable Accessor invocationContext) {
  private static final String PACKAGE = "dev.langchain4j.rag.query.";
  static final String TYPE = PACKAGE + "Query";

  static @Nullable QueryMembers of(Class<?> type) throws ReflectiveOperationException {
    Class<?> query = Supertypes.find(type, TYPE);
    if (query == null) {
      return null;
    }
    Class<?> metadata = Class.forName(PACKAGE + "Metadata", false, query.getClassLoader());
    return new QueryMembers(
        Accessor.of(query, PACKAGE + "Metadata", "metadata"),
        Accessor.of(metadata, "java.lang.Object", "chatMemoryId"),
        hasInvocationContexts(query)
            ? Accessor.of(metadata, InvocationMembers.TYPE, "invocationContext")
            : null);
  }

  private static boolean hasInvocationContexts(Class<?> query) {
    try {
      Class.forName(InvocationMembers.TYPE, false, query.getClassLoader());
      return true;
    } catch (ClassNotFoundException older) {
      return false;
    }
  }
}
