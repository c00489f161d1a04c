package com.example.incidents;

import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** AI services with tools. */
final class Assistants {
  private Assistants() {}

  /** Answers at once. */
  interface Assistant {
    String chat(String message);
  }

  /** Answers bit by bit, on whatever thread the model calls back. */
  interface StreamingAssistant {
    TokenStream chat(String message);
  }

  /**
   * Asks an assistant something, of whom the model makes something else.
   *
   * @return what the tools answered
   */
  static String ask(Script script, Object tools) {
    return AiServices.builder(Assistant.class)
        .chatModel(script)
        .tools(tools)
        .build()
        .chat("What is new?");
  }

  /** The same, of an assistant that streams. */
  static String askStreaming(Script script, Object tools) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    AiServices.builder(StreamingAssistant.class)
        .streamingChatModel(script.streaming())
        .tools(tools)
        .build()
        .chat("What is new?")
        .onPartialResponse(part -> {})
        .onCompleteResponse(response -> answer.complete(response.aiMessage().text()))
        .onError(answer::completeExceptionally)
        .start();
    return answer.get(30, TimeUnit.SECONDS);
  }
}
