package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.Human;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tool calls on other threads than the one that asked. */
class LangChain4jThreadsTest {
  private static final int POOL_SIZE = 2;

  private final ExecutorService pool = Executors.newFixedThreadPool(POOL_SIZE);
  private final List<Caller> seen = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> threads = Collections.synchronizedSet(new TreeSet<>());

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @AfterEach
  void leavesNothingBehindOnAnyThread() throws Exception {
    CyclicBarrier allThreads = new CyclicBarrier(POOL_SIZE);
    List<Future<Caller>> callers = new ArrayList<>();
    for (int i = 0; i < POOL_SIZE; i++) {
      callers.add(
          pool.submit(
              () -> {
                allThreads.await(10, TimeUnit.SECONDS);
                assertThat(AgentFrames.current()).isNull();
                return Woven.CALLERS.current();
              }));
    }
    for (Future<Caller> caller : callers) {
      assertThat(caller.get()).isEqualTo(new Caller("shop", null, null));
    }
    pool.shutdownNow();
    assertThat(AgentFrames.current()).isNull();
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void concurrentToolsRunForThePersonWhoAsked() {
    Assistant assistant =
        AiServices.builder(Assistant.class)
            .chatModel(
                new ScriptedModel(
                    question ->
                        List.of(
                            ScriptedModel.call("lookUp", "call-1", "{}"),
                            ScriptedModel.call("lookUp", "call-2", "{}"))))
            .tools(new Tools())
            .executeToolsConcurrently(pool)
            .build();

    Woven.as("ann", () -> assistant.chat("who?"));
    Woven.as("bob", () -> assistant.chat("who?"));

    assertThat(threads).doesNotContain(Thread.currentThread().getName());
    assertThat(seen)
        .containsExactlyInAnyOrder(
            caller("ann", "Assistant", "lookUp", "call-1"),
            caller("ann", "Assistant", "lookUp", "call-2"),
            caller("bob", "Assistant", "lookUp", "call-1"),
            caller("bob", "Assistant", "lookUp", "call-2"));
  }

  @Test
  void streamedToolsRunForThePersonWhoAsked() {
    StreamingAssistant assistant =
        streaming(ScriptedModel.calling("lookUp", "call-1").streamingOn(pool));

    stream(assistant, "ann");
    stream(assistant, "bob");

    assertThat(threads).doesNotContain(Thread.currentThread().getName());
    assertThat(seen)
        .containsExactly(
            caller("ann", "StreamingAssistant", "lookUp", "call-1"),
            caller("bob", "StreamingAssistant", "lookUp", "call-1"));
  }

  @Test
  void anAgentAskedOnAnotherThreadWorksForTheSamePerson() {
    Expert expert =
        AiServices.builder(Expert.class)
            .chatModel(
                new ScriptedModel(
                    question ->
                        List.of(
                            ScriptedModel.call("lookUp", "inner-1", "{}"),
                            ScriptedModel.call("lookUp", "inner-2", "{}"))))
            .tools(new Tools())
            .executeToolsConcurrently(pool)
            .build();
    @SuppressWarnings("UnusedMethod") // called by reflection
    class Delegation {
      @Tool
      String ask() {
        return expert.answer("who?");
      }
    }
    ExecutorService callbacks = Executors.newSingleThreadExecutor();
    StreamingAssistant assistant =
        AiServices.builder(StreamingAssistant.class)
            .streamingChatModel(ScriptedModel.calling("ask", "outer").streamingOn(callbacks))
            .tools(new Delegation())
            .build();

    stream(assistant, "ann");
    callbacks.shutdown();

    assertThat(seen)
        .containsExactlyInAnyOrder(
            caller("ann", "Expert", "lookUp", "inner-1"),
            caller("ann", "Expert", "lookUp", "inner-2"));
  }

  @Test
  void nobodyIsNeverTheLastPersonOfThePooledThread() {
    StreamingAssistant assistant =
        streaming(ScriptedModel.calling("lookUp", "call-1").streamingOn(pool));
    stream(assistant, "ann");
    stream(assistant, "ann");

    CompletableFuture<String> done = new CompletableFuture<>();
    start(assistant.chat("who?"), done);
    done.orTimeout(10, TimeUnit.SECONDS).join();

    assertThat(seen.get(2).human()).isNull();
    assertThat(seen.get(2).agent()).isNotNull();
  }

  @Test
  void manyPeopleShareThePoolAndAreNeverMistaken() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    List<String> mistakes = Collections.synchronizedList(new ArrayList<>());
    @SuppressWarnings("UnusedMethod") // called by reflection
    class Checking {
      @Tool
      String check(String person, String callId) {
        calls.incrementAndGet();
        Caller caller = Woven.CALLERS.current();
        Human human = caller.human();
        AiAgent agent = caller.agent();
        if (human == null
            || agent == null
            || !human.subject().equals(person)
            || !Objects.equals(agent.callId(), callId)) {
          mistakes.add(person + " " + callId + " ran as " + caller);
        }
        return "checked";
      }
    }
    ScriptedModel model = new ScriptedModel(LangChain4jThreadsTest::twoChecks);
    Assistant blocking =
        AiServices.builder(Assistant.class)
            .chatModel(model)
            .tools(new Checking())
            .executeToolsConcurrently(pool)
            .build();
    StreamingAssistant streaming =
        AiServices.builder(StreamingAssistant.class)
            .streamingChatModel(model.streamingOn(pool))
            .tools(new Checking())
            .build();
    int askers = 4;
    int rounds = 100;
    ExecutorService requests = Executors.newFixedThreadPool(askers);
    List<Callable<Integer>> work = new ArrayList<>();
    for (int asker = 0; asker < askers; asker++) {
      int number = asker;
      work.add(
          () -> {
            for (int round = 0; round < rounds; round++) {
              String person = "p" + (number + round) % 7;
              String question = person + " " + number + "-" + round;
              Woven.as(person, () -> blocking.chat(question));
              stream(streaming, person, question);
            }
            return rounds;
          });
    }

    for (Future<Integer> done : requests.invokeAll(work)) {
      done.get();
    }
    requests.shutdown();

    assertThat(calls).hasValue(askers * rounds * 2 * 2);
    assertThat(mistakes).isEmpty();
  }

  private static List<ToolExecutionRequest> twoChecks(String question) {
    String person = question.substring(0, question.indexOf(' '));
    List<ToolExecutionRequest> checks = new ArrayList<>();
    for (String half : List.of("a", "b")) {
      String callId = question.substring(question.indexOf(' ') + 1) + half;
      checks.add(
          ScriptedModel.call(
              "check",
              callId,
              "{\"person\": \"%s\", \"callId\": \"%s\"}".formatted(person, callId)));
    }
    return checks;
  }

  private StreamingAssistant streaming(StreamingChatModel model) {
    return AiServices.builder(StreamingAssistant.class)
        .streamingChatModel(model)
        .tools(new Tools())
        .build();
  }

  private static void stream(StreamingAssistant assistant, String person) {
    stream(assistant, person, "who?");
  }

  private static void stream(StreamingAssistant assistant, String person, String question) {
    CompletableFuture<String> done = new CompletableFuture<>();
    Woven.as(
        person,
        () -> {
          start(assistant.chat(question), done);
          return done;
        });
    done.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static void start(TokenStream tokens, CompletableFuture<String> done) {
    tokens
        .onPartialResponse(token -> {})
        .onCompleteResponse(response -> done.complete(response.aiMessage().text()))
        .onError(done::completeExceptionally)
        .start();
  }

  private static Caller caller(String person, String agent, String tool, String callId) {
    return new Caller(
        "shop", Woven.person(person), new AiAgent("langchain4j", agent, tool, callId, null));
  }

  interface Assistant {
    String chat(String message);
  }

  interface Expert {
    String answer(String question);
  }

  interface StreamingAssistant {
    TokenStream chat(String message);
  }

  class Tools {
    @Tool
    String lookUp() {
      seen.add(Woven.CALLERS.current());
      threads.add(Thread.currentThread().getName());
      return "found";
    }
  }
}
