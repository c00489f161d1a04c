package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tool calls on the thread that asked. */
class LangChain4jToolsTest {
  private final List<Caller> seen = new ArrayList<>();

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @AfterEach
  void leavesNothingBehind() {
    assertThat(AgentFrames.current()).isNull();
    assertThat(Woven.CALLERS.current()).isEqualTo(new Caller("shop", null, null));
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void aToolRunsForThePersonWhoAsked() {
    Assistant assistant = assistant(ScriptedModel.calling("lookUp", "call-1"), new Tools());

    assertThat(Woven.as("ann", () -> assistant.chat("who?"))).isEqualTo("done: found");

    assertThat(seen)
        .containsExactly(
            new Caller("shop", Woven.person("ann"), agent("Assistant", "lookUp", "call-1")));
  }

  @Test
  void aToolRunsForNobodyWhereNobodyAsked() {
    assistant(ScriptedModel.calling("lookUp", "call-1"), new Tools()).chat("who?");

    assertThat(seen)
        .containsExactly(new Caller("shop", null, agent("Assistant", "lookUp", "call-1")));
  }

  @Test
  void oneAnswerMayHoldSeveralCalls() {
    ScriptedModel model =
        new ScriptedModel(
            question ->
                List.of(
                    ScriptedModel.call("lookUp", "call-1", "{}"),
                    ScriptedModel.call("lookUp", "call-2", "{}")));

    Woven.as("ann", () -> assistant(model, new Tools()).chat("who?"));

    assertThat(seen)
        .extracting(Caller::agent)
        .containsExactly(
            agent("Assistant", "lookUp", "call-1"), agent("Assistant", "lookUp", "call-2"));
  }

  @Test
  void theConversationIsTheChatMemory() {
    Conversations conversations =
        AiServices.builder(Conversations.class)
            .chatModel(ScriptedModel.calling("lookUp", "call-1"))
            .chatMemoryProvider(id -> MessageWindowChatMemory.withMaxMessages(9))
            .tools(new Tools())
            .build();

    Woven.as("ann", () -> conversations.chat(42, "who?"));

    assertThat(seen)
        .extracting(Caller::agent)
        .containsExactly(new AiAgent("langchain4j", "Conversations", "lookUp", "call-1", "42"));
  }

  @Test
  void aLambdaIsAToolToo() {
    ToolExecutor lambda =
        (request, memoryId) -> {
          seen.add(Woven.CALLERS.current());
          return "found";
        };

    Woven.as("ann", () -> assistant(ScriptedModel.calling("find", "call-1"), lambda).chat("who?"));

    assertThat(seen)
        .containsExactly(
            new Caller("shop", Woven.person("ann"), agent("Assistant", "find", "call-1")));
  }

  @Test
  void aDecoratorThatPassesOnACopyIsTheSameCall() throws Exception {
    ToolExecutor inner =
        new DefaultToolExecutor(new Tools(), Tools.class.getDeclaredMethod("lookUp"));
    List<AgentFrames.Frame> outside = new ArrayList<>();
    List<AgentFrames.Frame> inside = new ArrayList<>();
    ToolExecutor decorator =
        (request, memoryId) -> {
          outside.add(AgentFrames.current());
          return new Framed(inner, inside)
              .execute(
                  ScriptedModel.call(request.name(), request.id(), request.arguments()), memoryId);
        };

    Woven.as(
        "ann", () -> assistant(ScriptedModel.calling("find", "call-1"), decorator).chat("who?"));

    assertThat(inside).hasSize(1).isEqualTo(outside);
    assertThat(seen)
        .containsExactly(
            new Caller("shop", Woven.person("ann"), agent("Assistant", "find", "call-1")));
  }

  @Test
  void aToolOfALoopOfTheServicesOwnIsAnAgents() throws Exception {
    ToolExecutor executor =
        new DefaultToolExecutor(new Tools(), Tools.class.getDeclaredMethod("lookUp"));

    Woven.as(
        "ann", () -> executor.execute(ScriptedModel.call("lookUp", "call-1", "{}"), "memory-7"));

    assertThat(seen)
        .containsExactly(
            new Caller(
                "shop",
                Woven.person("ann"),
                new AiAgent("langchain4j", null, "lookUp", "call-1", "memory-7")));
  }

  @Test
  void anAgentAskedByAToolHasAFrameOfItsOwn() {
    Expert expert =
        AiServices.builder(Expert.class)
            .chatModel(ScriptedModel.calling("lookUp", "call-1"))
            .tools(new Tools())
            .build();
    @SuppressWarnings("UnusedMethod") // called by reflection
    class Delegation {
      @Tool
      String lookUp() {
        seen.add(Woven.CALLERS.current());
        String answer = expert.answer("who?");
        seen.add(Woven.CALLERS.current());
        return answer;
      }
    }

    Woven.as(
        "ann",
        () -> assistant(ScriptedModel.calling("lookUp", "call-1"), new Delegation()).chat("who?"));

    assertThat(seen)
        .containsExactly(
            new Caller("shop", Woven.person("ann"), agent("Assistant", "lookUp", "call-1")),
            new Caller("shop", Woven.person("ann"), agent("Expert", "lookUp", "call-1")),
            new Caller("shop", Woven.person("ann"), agent("Assistant", "lookUp", "call-1")));
  }

  @Test
  void aToolThatFailsLeavesNoFrame() {
    @SuppressWarnings("UnusedMethod") // called by reflection
    class Broken {
      @Tool
      String lookUp() {
        seen.add(Woven.CALLERS.current());
        throw new IllegalStateException("no such customer");
      }
    }

    String answer =
        Woven.as(
            "ann",
            () -> assistant(ScriptedModel.calling("lookUp", "call-1"), new Broken()).chat("who?"));

    assertThat(answer).isEqualTo("done: no such customer");
    assertThat(seen).hasSize(1);
  }

  @Test
  void anErrorOfAToolLeavesNoFrame() {
    ToolExecutor broken =
        (request, memoryId) -> {
          seen.add(Woven.CALLERS.current());
          throw new AssertionError("stop");
        };
    Assistant assistant = assistant(ScriptedModel.calling("find", "call-1"), broken);

    assertThatThrownBy(() -> Woven.as("ann", () -> assistant.chat("who?")))
        .isInstanceOf(AssertionError.class);
    assertThat(seen).hasSize(1);
  }

  private static Assistant assistant(ScriptedModel model, Object tools) {
    return AiServices.builder(Assistant.class).chatModel(model).tools(tools).build();
  }

  private static Assistant assistant(ScriptedModel model, ToolExecutor executor) {
    return AiServices.builder(Assistant.class)
        .chatModel(model)
        .tools(Map.of(ToolSpecification.builder().name("find").build(), executor))
        .build();
  }

  private static AiAgent agent(String name, String tool, String callId) {
    return new AiAgent("langchain4j", name, tool, callId, null);
  }

  interface Assistant {
    String chat(String message);
  }

  interface Expert {
    String answer(String question);
  }

  interface Conversations {
    String chat(@MemoryId int conversation, @UserMessage String message);
  }

  class Tools {
    @Tool
    String lookUp() {
      seen.add(Woven.CALLERS.current());
      return "found";
    }
  }

  private record Framed(ToolExecutor inner, List<AgentFrames.Frame> frames)
      implements ToolExecutor {
    @Override
    public String execute(ToolExecutionRequest request, Object memoryId) {
      frames.add(AgentFrames.current());
      return inner.execute(request, memoryId);
    }
  }
}
