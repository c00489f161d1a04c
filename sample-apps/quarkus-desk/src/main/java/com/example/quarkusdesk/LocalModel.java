package com.example.quarkusdesk;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A model that reads the note whose name it is asked for, and says what is in it. */
final class LocalModel {
  private LocalModel() {}

  private static ChatResponse respond(ChatRequest request) {
    ChatMessage last = request.messages().get(request.messages().size() - 1);
    AiMessage message;
    if (last instanceof ToolExecutionResultMessage result) {
      message = AiMessage.from(result.text());
    } else {
      String name = ((UserMessage) last).singleText();
      message =
          AiMessage.from(
              List.of(
                  ToolExecutionRequest.builder()
                      .id("call_" + name)
                      .name("readNote")
                      .arguments("{\"name\":\"" + name + "\"}")
                      .build()));
    }
    return ChatResponse.builder().aiMessage(message).build();
  }

  /** Makes the model that answers as a whole. */
  public static final class Whole implements Supplier<ChatModel> {
    @Override
    public ChatModel get() {
      return new ChatModel() {
        @Override
        public ChatResponse doChat(ChatRequest request) {
          return respond(request);
        }
      };
    }
  }

  /** Makes the model that streams, on a thread of its own as a client of a remote one does. */
  public static final class Streaming implements Supplier<StreamingChatModel> {
    private static final ExecutorService WIRE =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "wire");
              thread.setDaemon(true);
              return thread;
            });

    @Override
    public StreamingChatModel get() {
      return new StreamingChatModel() {
        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
          WIRE.execute(() -> stream(respond(request), handler));
        }
      };
    }

    private static void stream(ChatResponse response, StreamingChatResponseHandler handler) {
      if (!response.aiMessage().hasToolExecutionRequests()) {
        handler.onPartialResponse(response.aiMessage().text());
      }
      handler.onCompleteResponse(response);
    }
  }
}
