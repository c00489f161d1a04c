package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Carried;
import dev.sluice.members.ClassMembers;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a tool call into Reactor's context, for what a tool does later. Thread-safe. */
public final class ToolCallContext {
  private final ClassMembers<ReactorMembers.Writer> writers;

  public ToolCallContext(Failures failures) {
    this.writers =
        new ClassMembers<>("identity.reactor.members", ReactorMembers.Writer::of, failures);
  }

  /**
   * The result of a tool, so that what it does once somebody subscribes is done for that call.
   *
   * @return the result itself if it is no {@code Mono}
   */
  public @Nullable Object write(@Nullable Object result, Carried call) {
    ReactorMembers.Writer writer = result == null ? null : writers.of(result.getClass());
    if (writer == null) {
      return result;
    }
    Function<Object, Object> put =
        context -> {
          try {
            return writer.put().invoke(context, ReactorContexts.toolCallKey(), call);
          } catch (Throwable problem) {
            throw new IllegalStateException("a context takes any key", problem);
          }
        };
    try {
      return writer.contextWrite().invoke(result, put);
    } catch (Throwable problem) {
      throw new IllegalStateException("the context of a Mono can be written", problem);
    }
  }
}
