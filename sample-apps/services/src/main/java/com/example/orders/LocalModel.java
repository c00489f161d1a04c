package com.example.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
import reactor.core.scheduler.Schedulers;

/**
 * A small model that runs in the service, and understands requests such as {@code total in may and
 * unsold in june}: it calls the tools that are named, all in one answer, and then repeats what they
 * said. The id of a call is {@code call_} and the title. Thread-safe.
 */
final class LocalModel implements ChatModel {
  private static final Pattern WISH = Pattern.compile("(total|unsold) in ([a-z0-9_]+)");

  @Override
  public ChatResponse call(Prompt prompt) {
    List<Message> messages = prompt.getInstructions();
    Message last = messages.get(messages.size() - 1);
    return answer(
        last instanceof ToolResponseMessage results
            ? new AssistantMessage(
                results.getResponses().stream()
                    .map(ToolResponseMessage.ToolResponse::responseData)
                    .collect(Collectors.joining(" ")))
            : AssistantMessage.builder().toolCalls(calls(String.valueOf(last.getText()))).build());
  }

  /** Thinks on threads of its own. */
  @Override
  public Flux<ChatResponse> stream(Prompt prompt) {
    return Flux.defer(() -> Flux.just(call(prompt))).subscribeOn(Schedulers.parallel());
  }

  @Override
  public ChatOptions getOptions() {
    return ToolCallingChatOptions.builder().build();
  }

  private static ChatResponse answer(AssistantMessage message) {
    return new ChatResponse(List.of(new Generation(message)));
  }

  private static List<AssistantMessage.ToolCall> calls(String question) {
    List<AssistantMessage.ToolCall> calls = new ArrayList<>();
    Matcher wish = WISH.matcher(question);
    while (wish.find()) {
      String title = wish.group(2);
      calls.add(
          new AssistantMessage.ToolCall(
              "call_" + title, "function", wish.group(1), "{\"title\": \"%s\"}".formatted(title)));
    }
    return calls;
  }
}
