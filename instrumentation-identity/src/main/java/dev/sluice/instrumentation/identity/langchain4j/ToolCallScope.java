package dev.sluice.instrumentation.identity.langchain4j;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/** Where the advice meets its collaborators, which are there once the weaving is set up. */
final class ToolCallScope {
  private static volatile @Nullable ToolCalls calls;

  private ToolCallScope() {}

  static void install(HumanSource humans, Failures failures) {
    calls = new ToolCalls(humans, failures);
  }

  static @Nullable Object startTool(@Nullable Object request, @Nullable Object invocation) {
    ToolCalls current = calls;
    return current == null ? null : current.startTool(request, invocation);
  }

  static @Nullable Object startRetrieval(String tool, @Nullable Object query) {
    ToolCalls current = calls;
    return current == null ? null : current.startRetrieval(tool, query);
  }

  static void end(@Nullable Object started) {
    ToolCalls current = calls;
    if (current != null && started instanceof AgentFrames.Frame frame) {
      current.end(frame);
    }
  }

  /** The framework made {@code made}, from {@code origin}, for the person of this thread. */
  static void made(@Nullable Object origin, @Nullable Object made) {
    ToolCalls current = calls;
    if (current != null && made != null) {
      current.captured().capture(origin, made);
    }
  }

  /** The framework copied {@code origin}, on whatever thread. */
  static void copied(@Nullable Object origin, Object copy) {
    ToolCalls current = calls;
    if (current != null && origin != null) {
      current.captured().copy(origin, copy);
    }
  }
}
