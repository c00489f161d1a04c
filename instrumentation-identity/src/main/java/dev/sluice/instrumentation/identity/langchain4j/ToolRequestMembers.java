package dev.sluice.instrumentation.identity.langchain4j;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import org.jspecify.annotations.Nullable;

/**
 * The members of {@code ToolExecutionRequest} that are read.
 *
 * @param id {@code id(): String}
 * @param name {@code name(): String}
 */
record ToolRequestMembers(Accessor id, Accessor name) {
  static final String TYPE = "dev.langchain4j.agent.tool.ToolExecutionRequest";

  static @Nullable ToolRequestMembers of(Class<?> type) throws ReflectiveOperationException {
    Class<?> request = Supertypes.find(type, TYPE);
    return request == null
        ? null
        : new ToolRequestMembers(
            Accessor.of(request, "java.lang.String", "id"),
            Accessor.of(request, "java.lang.String", "name"));
  }
}
