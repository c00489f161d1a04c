package dev.sluice.instrumentation.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.service.AiServices;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A release without objects that stand for an invocation: the tool is known, less of the rest. */
class LangChain4jBeforeInvocationContextsTest {
  private final List<Caller> seen = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void weave() {
    Woven.start();
  }

  @AfterEach
  void leavesNothingBehind() {
    assertThat(AgentFrames.current()).isNull();
    assertThat(Woven.problems()).isEmpty();
  }

  @Test
  void onTheSameThreadThePersonIsKnown() {
    Assistant assistant =
        AiServices.builder(Assistant.class)
            .chatModel(ScriptedModel.calling("lookUp", "call-1"))
            .tools(new Tools())
            .build();

    Woven.as("ann", () -> assistant.chat("who?"));

    assertThat(seen).containsExactly(new Caller("shop", Woven.person("ann"), agent("call-1")));
  }

  @Test
  void onAnotherThreadTheCallIsStillAnAgents() {
    ExecutorService pool = Executors.newFixedThreadPool(2);
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
    pool.shutdown();

    assertThat(seen)
        .containsExactlyInAnyOrder(
            new Caller("shop", null, agent("call-1")), new Caller("shop", null, agent("call-2")));
  }

  private static AiAgent agent(String callId) {
    return new AiAgent("langchain4j", null, "lookUp", callId, null);
  }

  interface Assistant {
    String chat(String message);
  }

  class Tools {
    @Tool
    String lookUp() {
      seen.add(Woven.CALLERS.current());
      return "found";
    }
  }
}
