package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import reactor.core.publisher.Flux;

/** Tool calls of Spring AI, on the thread that asked and on Reactor's. */
@SuppressWarnings("removal") // toolCallbacks, which all releases have
class SpringAiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Queue<Caller> seen = new ConcurrentLinkedQueue<>();
  private final Queue<String> threads = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @AfterEach
  void leavesNothingBehind() {
    assertThat(AgentFrames.active()).isFalse();
    assertThat(Woven.CALLERS.current()).isEqualTo(new Caller("shop", null, null));
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void aToolRunsForThePersonWhoAsked() {
    assertThat(Woven.as("ann", () -> question("call-1").call().content())).isEqualTo("done: found");

    assertThat(seen).containsExactly(caller("ann", "call-1"));
  }

  @Test
  void aToolRunsForNobodyWhereNobodyAsked() {
    question("call-1").call().content();

    assertThat(seen).containsExactly(caller(null, "call-1"));
  }

  @Test
  void aStreamingModelsToolRunsForThePersonWhoAsked() {
    Flux<String> answer = Woven.as("ann", () -> question("call-1").stream().content());

    assertThat(read(answer)).isEqualTo("done: found");
    assertThat(threads).allMatch(thread -> thread.startsWith("boundedElastic"));
    assertThat(seen).containsExactly(caller("ann", "call-1"));
  }

  @Test
  void aStreamThatNobodyAskedForIsForNobody() {
    read(question("call-1").stream().content());

    assertThat(seen).containsExactly(caller(null, "call-1"));
  }

  @Test
  void theConversationIsTheChatMemorys() {
    Woven.as("ann", () -> inConversation("talk-7").call().content());
    read(Woven.as("ann", () -> inConversation("talk-8").stream().content()));

    assertThat(seen)
        .containsExactly(
            new Caller("shop", Woven.person("ann"), agent("lookUp", "call-1", "talk-7")),
            new Caller("shop", Woven.person("ann"), agent("lookUp", "call-1", "talk-8")));
  }

  @Test
  void theConversationOfEverybodyIsNone() {
    Woven.as("ann", () -> inConversation("default").call().content());

    assertThat(seen).containsExactly(caller("ann", "call-1"));
  }

  @Test
  void oneAnswerMayHoldSeveralCallsOfOneTool() {
    ScriptedChatModel model =
        new ScriptedChatModel(
            question ->
                List.of(
                    ScriptedChatModel.call("lookUp", "call-1", "{\"id\": 1}"),
                    ScriptedChatModel.call("other", "call-2", ""),
                    ScriptedChatModel.call("lookUp", "call-3", "{\"id\": 1}")));

    Woven.as(
        "ann",
        () ->
            ChatClient.create(model)
                .prompt()
                .user("who?")
                .toolCallbacks(new Tool("lookUp"), new Tool("other"))
                .call()
                .content());

    assertThat(seen)
        .extracting(Caller::agent)
        .containsExactly(
            agent("lookUp", "call-1", null),
            agent("other", "call-2", null),
            agent("lookUp", "call-3", null));
  }

  @Test
  void aDecoratorIsTheSameCall() {
    ToolCallback decorator =
        new Tool("lookUp", input -> new Tool("lookUp").call(input, new ToolContext(Map.of())));

    Woven.as(
        "ann",
        () -> ask(ScriptedChatModel.calling("lookUp", "call-1"), decorator).call().content());

    assertThat(seen).containsExactly(caller("ann", "call-1"));
  }

  @Test
  void aToolOfALoopOfTheServicesOwnIsAnAgents() {
    Woven.as("ann", () -> new Tool("lookUp").call("{}"));

    assertThat(seen)
        .containsExactly(new Caller("shop", Woven.person("ann"), agent("lookUp", null, null)));
  }

  @Test
  void anAgentAskedByAToolHasAFrameOfItsOwn() {
    ToolCallback delegating =
        new Tool(
            "delegate",
            input -> {
              note();
              String answer = Objects.requireNonNull(read(question("inner-1").stream().content()));
              note();
              return answer;
            });

    Woven.as(
        "ann",
        () -> ask(ScriptedChatModel.calling("delegate", "outer-1"), delegating).call().content());

    Caller outer = new Caller("shop", Woven.person("ann"), agent("delegate", "outer-1", null));
    assertThat(seen).containsExactly(outer, caller("ann", "inner-1"), outer);
  }

  @Test
  void aToolThatFailsLeavesNoFrame() {
    ToolCallback broken =
        new Tool(
            "lookUp",
            input -> {
              note();
              throw new IllegalStateException("no such customer");
            });
    try {
      Woven.as(
          "ann", () -> ask(ScriptedChatModel.calling("lookUp", "call-1"), broken).call().content());
    } catch (IllegalStateException expected) {
      assertThat(expected).hasMessage("no such customer");
    }

    assertThat(seen).containsExactly(caller("ann", "call-1"));
  }

  @Test
  void nobodyIsMistakenForAnother() throws Exception {
    Queue<String> mistakes = new ConcurrentLinkedQueue<>();
    AtomicInteger runs = new AtomicInteger();
    ToolCallback checking =
        new Tool(
            "lookUp",
            input -> {
              Caller caller = Woven.CALLERS.current();
              String expected = input.replace("\"", "");
              String found =
                  Objects.requireNonNull(caller.human()).subject()
                      + " "
                      + Objects.requireNonNull(caller.agent()).callId();
              runs.incrementAndGet();
              if (!found.equals(expected)) {
                mistakes.add(expected + " was " + found);
              }
              return "";
            });
    ScriptedChatModel model =
        new ScriptedChatModel(
            question ->
                List.of(
                    ScriptedChatModel.call("lookUp", callId(question, "a"), quoted(question, "a")),
                    ScriptedChatModel.call(
                        "lookUp", callId(question, "b"), quoted(question, "b"))));
    int askers = 4;
    int rounds = 40;
    ExecutorService requests = Executors.newFixedThreadPool(askers);
    List<Callable<Integer>> work = new ArrayList<>();
    for (int asker = 0; asker < askers; asker++) {
      int number = asker;
      work.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              String person = "p" + (number + round) % 7;
              String question = person + " " + number + "-" + round;
              read(Woven.as(person, () -> ask(model, question, checking).stream().content()));
              Woven.as(person, () -> ask(model, question, checking).call().content());
            }
            return rounds;
          });
    }

    for (Future<Integer> done : requests.invokeAll(work)) {
      done.get();
    }
    requests.shutdown();

    assertThat(runs).hasValue(askers * rounds * 2 * 2);
    assertThat(mistakes).isEmpty();
  }

  private static String callId(String question, String half) {
    return question.substring(question.indexOf(' ') + 1) + half;
  }

  private static String quoted(String question, String half) {
    return "\"" + question + half + "\"";
  }

  private ChatClient.ChatClientRequestSpec question(String callId) {
    return ask(ScriptedChatModel.calling("lookUp", callId), new Tool("lookUp"));
  }

  private ChatClient.ChatClientRequestSpec inConversation(String conversation) {
    return question("call-1")
        .advisors(advisors -> advisors.param(ChatMemory.CONVERSATION_ID, conversation));
  }

  private static ChatClient.ChatClientRequestSpec ask(ScriptedChatModel model, ToolCallback tool) {
    return ask(model, "who?", tool);
  }

  private static ChatClient.ChatClientRequestSpec ask(
      ScriptedChatModel model, String question, ToolCallback tool) {
    return ChatClient.create(model).prompt().user(question).toolCallbacks(tool);
  }

  private static @Nullable String read(Flux<String> answer) {
    return answer.collectList().map(parts -> String.join("", parts)).block(PATIENCE);
  }

  private void note() {
    seen.add(Woven.CALLERS.current());
    threads.add(Thread.currentThread().getName());
  }

  private static Caller caller(@Nullable String person, String callId) {
    return new Caller(
        "shop", person == null ? null : Woven.person(person), agent("lookUp", callId, null));
  }

  private static AiAgent agent(
      String tool, @Nullable String callId, @Nullable String conversation) {
    return new AiAgent("spring-ai", "shop", tool, callId, conversation);
  }

  /** A tool of the service. */
  private final class Tool implements ToolCallback {
    private final String name;
    private final UnaryOperator<String> work;

    Tool(String name) {
      this(
          name,
          input -> {
            note();
            return "found";
          });
    }

    Tool(String name, UnaryOperator<String> work) {
      this.name = name;
      this.work = work;
    }

    @Override
    public ToolDefinition getToolDefinition() {
      return ToolDefinition.builder().name(name).description(name).inputSchema("{}").build();
    }

    @Override
    public String call(String input) {
      return work.apply(input);
    }
  }
}
