package dev.sluice.instrumentation.identity.mcp;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of the MCP Java SDK's types that are read, 0.10 to 2.x. */
final class McpMembers {
  private static final String ROOT = "io.modelcontextprotocol.";
  private static final String SERVER = ROOT + "server.";
  private static final String TOOL = ROOT + "spec.McpSchema$Tool";
  private static final String CLIENT = ROOT + "spec.McpSchema$Implementation";
  private static final String STRING = "java.lang.String";

  /** What a server is told of a tool: the tool and who answers its calls. */
  static final List<String> SPECIFICATIONS =
      List.of(
          SERVER + "McpServerFeatures$SyncToolSpecification",
          SERVER + "McpServerFeatures$AsyncToolSpecification",
          SERVER + "McpStatelessServerFeatures$SyncToolSpecification",
          SERVER + "McpStatelessServerFeatures$AsyncToolSpecification");

  private static final List<String> EXCHANGES =
      List.of(SERVER + "McpSyncServerExchange", SERVER + "McpAsyncServerExchange");

  private McpMembers() {}

  /** {@code tool(): McpSchema.Tool} of a specification. */
  static @Nullable Accessor tool(Class<?> type) throws ReflectiveOperationException {
    return SPECIFICATIONS.contains(type.getName()) ? Accessor.of(type, TOOL, "tool") : null;
  }

  /** {@code McpSchema.Tool.name(): String}. */
  static @Nullable Accessor toolName(Class<?> type) throws ReflectiveOperationException {
    return name(type, TOOL);
  }

  /** {@code McpSchema.Implementation.name(): String}. */
  static @Nullable Accessor clientName(Class<?> type) throws ReflectiveOperationException {
    return name(type, CLIENT);
  }

  private static @Nullable Accessor name(Class<?> type, String owner)
      throws ReflectiveOperationException {
    Class<?> found = Supertypes.find(type, owner);
    return found == null ? null : Accessor.of(found, STRING, "name");
  }

  /**
   * The members of a session's exchange. Stateless servers have none.
   *
   * @param client {@code getClientInfo(): McpSchema.Implementation}
   * @param session {@code sessionId(): String}; null before 0.11, which does not tell it
   */
  record Exchange(Accessor client, @Nullable Accessor session) {
    static @Nullable Exchange of(Class<?> type) throws ReflectiveOperationException {
      return EXCHANGES.contains(type.getName())
          ? new Exchange(
              Accessor.of(type, CLIENT, "getClientInfo"),
              tellsSession(type) ? Accessor.of(type, STRING, "sessionId") : null)
          : null;
    }

    private static boolean tellsSession(Class<?> type) {
      try {
        type.getMethod("sessionId");
        return true;
      } catch (NoSuchMethodException older) {
        return false;
      }
    }
  }
}
