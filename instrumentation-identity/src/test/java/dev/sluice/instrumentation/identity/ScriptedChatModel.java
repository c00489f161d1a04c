package dev.sluice.instrumentation.identity;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Answers a question with tool calls, and the results of tools with a last word. Before Spring AI 2
 * models call the tools themselves: then this one does, on the threads on which those do.
 */
final class ScriptedChatModel implements ChatModel {
  private static final boolean CALLS_TOOLS = !hasToolCallingAdvisor();

  private final ToolCallingManager tools = ToolCallingManager.builder().build();
  private final Function<String, List<AssistantMessage.ToolCall>> script;

  ScriptedChatModel(Function<String, List<AssistantMessage.ToolCall>> script) {
    this.script = script;
  }

  /** A model that calls one tool without arguments. */
  static ScriptedChatModel calling(String tool, String callId) {
    return new ScriptedChatModel(question -> List.of(call(tool, callId, "")));
  }

  static AssistantMessage.ToolCall call(String tool, String callId, String arguments) {
    return new AssistantMessage.ToolCall(callId, "function", tool, arguments);
  }

  @Override
  public ChatResponse call(Prompt prompt) {
    Prompt request = new Prompt(prompt.getInstructions(), prompt.getOptions());
    ChatResponse response = answer(request);
    return CALLS_TOOLS && response.hasToolCalls() ? call(afterTools(request, response)) : response;
  }

  @Override
  public Flux<ChatResponse> stream(Prompt prompt) {
    return answers(new Prompt(prompt.getInstructions(), prompt.getOptions()));
  }

  private Flux<ChatResponse> answers(Prompt request) {
    return Flux.defer(() -> Flux.just(answer(request)))
        .publishOn(Schedulers.parallel())
        .concatMap(
            response ->
                CALLS_TOOLS && response.hasToolCalls()
                    ? Flux.defer(() -> answers(afterTools(request, response)))
                        .subscribeOn(Schedulers.boundedElastic())
                    : Flux.just(response));
  }

  private Prompt afterTools(Prompt request, ChatResponse response) {
    return new Prompt(
        tools.executeToolCalls(request, response).conversationHistory(), request.getOptions());
  }

  @Override
  @SuppressWarnings("removal") // what the oldest releases ask for
  public ChatOptions getDefaultOptions() {
    return ToolCallingChatOptions.builder().build();
  }

  @Override
  public ChatOptions getOptions() {
    return ToolCallingChatOptions.builder().build();
  }

  private ChatResponse answer(Prompt prompt) {
    List<Message> messages = prompt.getInstructions();
    Message last = messages.get(messages.size() - 1);
    return new ChatResponse(
        List.of(
            new Generation(
                last instanceof ToolResponseMessage results
                    ? new AssistantMessage("done: " + results.getResponses().get(0).responseData())
                    : new Calls(script.apply(last.getText())))));
  }

  private static boolean hasToolCallingAdvisor() {
    try {
      Class.forName("org.springframework.ai.chat.client.advisor.ToolCallingAdvisor");
      return true;
    } catch (ClassNotFoundException older) {
      return false;
    }
  }

  /** The one way to make an answer with tool calls that all releases have. */
  private static final class Calls extends AssistantMessage {
    Calls(List<ToolCall> calls) {
      super("", Map.of(), calls, List.of());
    }
  }
}
