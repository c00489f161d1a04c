package dev.sluice.agent.service;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Does something as a tool call of an AI agent. */
final class Assistant implements ToolExecutor {
  private static final String TOOL = "work";

  private final Callable<? extends @Nullable Object> work;
  private @Nullable Object result;
  private @Nullable Exception thrown;

  private Assistant(Callable<? extends @Nullable Object> work) {
    this.work = work;
  }

  /** Does it on this thread, within a tool call. */
  static @Nullable Object does(Callable<? extends @Nullable Object> work) throws Exception {
    Assistant assistant = new Assistant(work);
    assistant.execute(
        ToolExecutionRequest.builder().id("1").name(TOOL).arguments("{}").build(), "memory");
    if (assistant.thrown != null) {
      throw assistant.thrown;
    }
    return assistant.result;
  }

  @Override
  public String execute(ToolExecutionRequest request, Object memoryId) {
    try {
      result = work.call();
    } catch (Exception e) {
      thrown = e;
    }
    return "done";
  }
}
