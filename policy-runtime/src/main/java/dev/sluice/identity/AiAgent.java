package dev.sluice.identity;

import org.jspecify.annotations.Nullable;

/**
 * The AI agent and the tool call under which a statement runs.
 *
 * @param framework such as {@code langchain4j}
 * @param name the agent's name, for LangChain4j the AI service interface
 * @param tool the tool that the model called
 * @param callId the model's id of the call; some models give none
 * @param conversationId the framework's id of the conversation
 * @param client the name that the program gives itself which called the tool over a protocol: a
 *     label, that nobody verified and no rule reads
 */
public record AiAgent(
    String framework,
    @Nullable String name,
    @Nullable String tool,
    @Nullable String callId,
    @Nullable String conversationId,
    @Nullable String client) {
  /** An agent of the service itself. */
  public AiAgent(
      String framework,
      @Nullable String name,
      @Nullable String tool,
      @Nullable String callId,
      @Nullable String conversationId) {
    this(framework, name, tool, callId, conversationId, null);
  }
}
