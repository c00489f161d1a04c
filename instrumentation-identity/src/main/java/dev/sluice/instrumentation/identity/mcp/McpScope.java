package dev.sluice.instrumentation.identity.mcp;

import dev.sluice.gate.Failures;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.people.ToolFrame;
import dev.sluice.instrumentation.identity.reactor.ToolCallContext;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Where the advice meets its collaborators, which are there once the weaving is set up. */
final class McpScope {
  private static volatile @Nullable Installed installed;

  private McpScope() {}

  static void install(String agentName, HumanSource humans, Failures failures) {
    installed =
        new Installed(
            new McpCalls(agentName, humans, failures), new ToolCallContext(failures), failures);
  }

  /** The handler of a tool's calls, as one that says so while it runs. */
  static @Nullable Object followed(Object specification, @Nullable Object handler) {
    return handler instanceof BiFunction<?, ?, ?> function
        ? new FollowedHandler<>(specification, function)
        : handler;
  }

  /** Enters a call; throws nothing, as the service's own code comes next. */
  static @Nullable ToolFrame start(
      Object specification, @Nullable Object exchange, @Nullable Object request) {
    Installed current = installed;
    if (current == null) {
      return null;
    }
    try {
      return current.calls().start(specification, exchange, request);
    } catch (Throwable problem) {
      current.failures().count("identity.mcp.start", "a tool call goes unseen", problem);
      return null;
    }
  }

  /** What a handler answered, so that what it does later is done for its call; throws nothing. */
  static @Nullable Object carrying(ToolFrame frame, @Nullable Object result) {
    Installed current = installed;
    if (current == null) {
      return result;
    }
    try {
      return current.contexts().write(result, frame.carried());
    } catch (Throwable problem) {
      current.failures().count("identity.mcp.start", "a tool call goes unseen", problem);
      return result;
    }
  }

  private record Installed(McpCalls calls, ToolCallContext contexts, Failures failures) {}
}
