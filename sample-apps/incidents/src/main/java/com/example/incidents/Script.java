package com.example.incidents;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A model that was talked into something: it calls one tool after the other, and at last says what
 * they answered. Thread-safe.
 */
final class Script implements ChatModel {
  private final List<Step> steps;

  /**
   * A tool call.
   *
   * @param argument makes the tool's one argument of what the tool before answered
   */
  private record Step(String tool, String name, UnaryOperator<String> argument) {}

  private Script(List<Step> steps) {
    this.steps = steps;
  }

  /** One call of {@code runSql} for each statement. */
  static Script runs(String... statements) {
    return new Script(
        Arrays.stream(statements).map(sql -> new Step("runSql", "sql", before -> sql)).toList());
  }

  /** One call of a tool with one argument. */
  static Script calls(String tool, String name, String argument) {
    return new Script(List.of(new Step(tool, name, before -> argument)));
  }

  /** Runs a statement, and another that is made of what the first one answered. */
  static Script runsThen(String sql, UnaryOperator<String> next) {
    return new Script(
        List.of(new Step("runSql", "sql", before -> sql), new Step("runSql", "sql", next)));
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    return ChatResponse.builder().aiMessage(answer(request.messages())).build();
  }

  /** Calls back on a thread of its own, as clients of models do. */
  StreamingChatModel streaming() {
    return new StreamingChatModel() {
      @Override
      public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        new Thread(() -> handler.onCompleteResponse(Script.this.doChat(request)), "model").start();
      }
    };
  }

  private AiMessage answer(List<ChatMessage> messages) {
    List<String> answers =
        messages.stream()
            .filter(ToolExecutionResultMessage.class::isInstance)
            .map(message -> ((ToolExecutionResultMessage) message).text())
            .toList();
    if (answers.size() == steps.size()) {
      return AiMessage.from(String.join("\n", answers));
    }
    Step step = steps.get(answers.size());
    String before = answers.isEmpty() ? "" : answers.get(answers.size() - 1);
    return AiMessage.from(
        ToolExecutionRequest.builder()
            .id("call-" + answers.size())
            .name(step.tool())
            .arguments(Json.object(step.name(), step.argument().apply(before)))
            .build());
  }
}
