package dev.sluice.agent.service;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A service whose people ask a model that answers in pieces, on Reactor's threads. */
public final class SpringAis {
  private SpringAis() {}

  /**
   * People ask at the same time, each in a conversation that has the person's name; the model has
   * the database looked up, and the answer tells what the database said. The model's id of each
   * call is {@code call-} and the person's name.
   */
  public static Task asking(String url, List<String> people) {
    return connection -> {
      List<Flux<String>> answers = new ArrayList<>();
      for (String person : people) {
        Visit.by(person, () -> answers.add(answer(url, person)));
      }
      Map<String, String> seen =
          Flux.fromIterable(people)
              .flatMap(
                  person ->
                      answers
                          .get(people.indexOf(person))
                          .subscribeOn(Schedulers.parallel())
                          .collectList()
                          .map(parts -> Map.entry(person, String.join("", parts))))
              .collectMap(Map.Entry::getKey, Map.Entry::getValue)
              .block(Duration.ofSeconds(30));
      return Report.noted(Map.copyOf(seen));
    };
  }

  private static Flux<String> answer(String url, String person) {
    return ChatClient.create(new Model())
        .prompt()
        .user(person)
        .tools(new Desk(url))
        .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, "talk-" + person))
        .stream()
        .content();
  }

  /** The tools of the service. */
  public static final class Desk {
    private final String url;

    Desk(String url) {
      this.url = url;
    }

    /** Asks the database for the rows that the caller may see. */
    @Tool(description = "Tells whose rows there are.")
    public String lookUp(@ToolParam(description = "a word for the log") String word)
        throws SQLException {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT name AS " + word + " FROM people")) {
        List<String> names = new ArrayList<>();
        while (rows.next()) {
          names.add(rows.getString(1));
        }
        return names.toString();
      }
    }
  }

  /** Has the tool called, and then repeats what it said. */
  private static final class Model implements ChatModel {
    @Override
    public ChatResponse call(Prompt prompt) {
      List<Message> messages = prompt.getInstructions();
      Message last = messages.get(messages.size() - 1);
      AssistantMessage answer =
          last instanceof ToolResponseMessage results
              ? new AssistantMessage(results.getResponses().get(0).responseData())
              : AssistantMessage.builder()
                  .toolCalls(List.of(lookUp(String.valueOf(last.getText()))))
                  .build();
      return new ChatResponse(List.of(new Generation(answer)));
    }

    private static AssistantMessage.ToolCall lookUp(String person) {
      return new AssistantMessage.ToolCall(
          "call-" + person, "function", "lookUp", "{\"word\": \"for_" + person + "\"}");
    }

    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
      return Flux.defer(() -> Flux.just(call(prompt))).publishOn(Schedulers.parallel());
    }

    @Override
    public ChatOptions getOptions() {
      return ToolCallingChatOptions.builder().build();
    }
  }
}
