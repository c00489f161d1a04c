package com.example.reactivedesk.assistant;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model of one rule, in the service itself: {@code SQL: ...} is run, anything else is an e-mail
 * address to look up; and what the tool said is the answer. Thread-safe.
 */
final class RuleModel implements ChatModel {
  private static final String SQL = "SQL: ";
  private static final JsonMapper JSON = new JsonMapper();

  private final AtomicLong calls = new AtomicLong();

  @Override
  public ChatResponse call(Prompt prompt) {
    List<Message> messages = prompt.getInstructions();
    Message last = messages.get(messages.size() - 1);
    AssistantMessage answer =
        last instanceof ToolResponseMessage results
            ? new AssistantMessage(JSON.readValue(said(results), String.class))
            : AssistantMessage.builder()
                .toolCalls(List.of(toolCall(String.valueOf(last.getText()))))
                .build();
    return new ChatResponse(List.of(new Generation(answer)));
  }

  private static String said(ToolResponseMessage results) {
    return results.getResponses().get(0).responseData();
  }

  private AssistantMessage.ToolCall toolCall(String message) {
    String tool = message.startsWith(SQL) ? "runSql" : "lookUp";
    Map<String, String> arguments =
        message.startsWith(SQL)
            ? Map.of("sql", message.substring(SQL.length()))
            : Map.of("email", message);
    return new AssistantMessage.ToolCall(
        "call-" + calls.incrementAndGet(), "function", tool, JSON.writeValueAsString(arguments));
  }

  /** Answers on a thread of its own, as clients of models do. */
  @Override
  public Flux<ChatResponse> stream(Prompt prompt) {
    return Mono.fromSupplier(() -> call(prompt)).flux().publishOn(Schedulers.parallel());
  }

  @Override
  public ChatOptions getOptions() {
    return ToolCallingChatOptions.builder().build();
  }
}
