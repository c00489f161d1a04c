package dev.sluice.instrumentation.identity;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Answers a question with tool calls, and the results of tools with a last word. */
final class ScriptedModel implements ChatModel {
  private final Function<String, List<ToolExecutionRequest>> script;

  ScriptedModel(Function<String, List<ToolExecutionRequest>> script) {
    this.script = script;
  }

  /** A model that calls one tool without arguments. */
  static ScriptedModel calling(String tool, String callId) {
    return new ScriptedModel(question -> List.of(call(tool, callId, "{}")));
  }

  static ToolExecutionRequest call(String tool, String callId, String arguments) {
    return ToolExecutionRequest.builder().id(callId).name(tool).arguments(arguments).build();
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return ChatResponse.builder().aiMessage(answer(request.messages())).build();
  }

  /** The same model, answering on another thread. */
  StreamingChatModel streamingOn(Executor executor) {
    return new StreamingChatModel() {
      @Override
      public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        executor.execute(() -> handler.onCompleteResponse(ScriptedModel.this.doChat(request)));
      }
    };
  }

  private AiMessage answer(List<ChatMessage> messages) {
    ChatMessage last = messages.get(messages.size() - 1);
    if (last instanceof ToolExecutionResultMessage result) {
      return AiMessage.from("done: " + result.text());
    }
    return AiMessage.from(script.apply(((UserMessage) last).singleText()));
  }
}
