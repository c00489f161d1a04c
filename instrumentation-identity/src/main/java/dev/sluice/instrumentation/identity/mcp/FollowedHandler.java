package dev.sluice.instrumentation.identity.mcp;

import dev.sluice.instrumentation.identity.people.ToolFrame;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the handler of a tool's calls. What the handler throws is its own; of ours nothing
 * comes out.
 */
final class FollowedHandler<A, B, R> implements BiFunction<A, B, R> {
  private final Object specification;
  private final BiFunction<A, B, R> handler;

  FollowedHandler(Object specification, BiFunction<A, B, R> handler) {
    this.specification = specification;
    this.handler = handler;
  }

  @Override
  public @Nullable R apply(A exchange, B request) {
    ToolFrame frame = McpScope.start(specification, exchange, request);
    try {
      @Nullable R result = handler.apply(exchange, request);
      return frame == null ? result : carrying(frame, result);
    } finally {
      if (frame != null) {
        frame.close();
      }
    }
  }

  @SuppressWarnings("unchecked") // a result, or a Mono made of a Mono
  private @Nullable R carrying(ToolFrame frame, @Nullable R result) {
    return (R) McpScope.carrying(frame, result);
  }
}
