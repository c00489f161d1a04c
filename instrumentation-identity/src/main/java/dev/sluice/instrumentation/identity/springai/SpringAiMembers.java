package dev.sluice.instrumentation.identity.springai;

import dev.sluice.members.Accessor;
import dev.sluice.members.Supertypes;
import org.jspecify.annotations.Nullable;

/** The members of Spring AI's types that are read, 1.0 to 2.0. */
final class SpringAiMembers {
  private static final String ROOT = "org.springframework.ai.";
  static final String PROMPT = ROOT + "chat.prompt.Prompt";
  static final String PROMPT_BUILDER = PROMPT + "$Builder";
  static final String CHAT_MODEL = ROOT + "chat.model.ChatModel";
  static final String CHAT_RESPONSE = ROOT + "chat.model.ChatResponse";
  static final String CLIENT_REQUEST = ROOT + "chat.client.ChatClientRequest";
  static final String CALLING_MANAGER = ROOT + "model.tool.ToolCallingManager";
  static final String CALLBACK = ROOT + "tool.ToolCallback";
  private static final String GENERATION = ROOT + "chat.model.Generation";
  private static final String ANSWER = ROOT + "chat.messages.AssistantMessage";
  private static final String CALL = ANSWER + "$ToolCall";
  private static final String DEFINITION = ROOT + "tool.definition.ToolDefinition";
  private static final String RESULT = ROOT + "model.tool.ToolExecutionResult";
  private static final String LIST = "java.util.List";
  private static final String STRING = "java.lang.String";

  private SpringAiMembers() {}

  /** {@code Prompt.getInstructions(): List}. */
  static @Nullable Accessor instructions(Class<?> type) throws ReflectiveOperationException {
    return accessor(type, PROMPT, LIST, "getInstructions");
  }

  /** {@code ToolExecutionResult.conversationHistory(): List}. */
  static @Nullable Accessor history(Class<?> type) throws ReflectiveOperationException {
    return accessor(type, RESULT, LIST, "conversationHistory");
  }

  /** {@code ChatResponse.getResults(): List}. */
  static @Nullable Accessor results(Class<?> type) throws ReflectiveOperationException {
    return accessor(type, CHAT_RESPONSE, LIST, "getResults");
  }

  /** {@code Generation.getOutput(): AssistantMessage}. */
  static @Nullable Accessor output(Class<?> type) throws ReflectiveOperationException {
    return accessor(type, GENERATION, ANSWER, "getOutput");
  }

  /** {@code AssistantMessage.getToolCalls(): List}. */
  static @Nullable Accessor toolCalls(Class<?> type) throws ReflectiveOperationException {
    return accessor(type, ANSWER, LIST, "getToolCalls");
  }

  /** {@code ToolCallback.getToolDefinition(): ToolDefinition}. */
  static @Nullable Accessor definition(Class<?> type) throws ReflectiveOperationException {
    return accessor(type, CALLBACK, DEFINITION, "getToolDefinition");
  }

  /** {@code ToolDefinition.name(): String}. */
  static @Nullable Accessor toolName(Class<?> type) throws ReflectiveOperationException {
    return accessor(type, DEFINITION, STRING, "name");
  }

  private static @Nullable Accessor accessor(
      Class<?> type, String owner, String returned, String name)
      throws ReflectiveOperationException {
    Class<?> found = Supertypes.find(type, owner);
    return found == null ? null : Accessor.of(found, returned, name);
  }

  /**
   * The members of {@code AssistantMessage.ToolCall}.
   *
   * @param id {@code id(): String}
   * @param name {@code name(): String}
   * @param arguments {@code arguments(): String}
   */
  record Call(Accessor id, Accessor name, Accessor arguments) {
    static @Nullable Call of(Class<?> type) throws ReflectiveOperationException {
      Class<?> call = Supertypes.find(type, CALL);
      return call == null
          ? null
          : new Call(
              Accessor.of(call, STRING, "id"),
              Accessor.of(call, STRING, "name"),
              Accessor.of(call, STRING, "arguments"));
    }
  }
}
