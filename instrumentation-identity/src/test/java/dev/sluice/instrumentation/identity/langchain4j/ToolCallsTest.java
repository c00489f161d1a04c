package dev.sluice.instrumentation.identity.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.invocation.InvocationContext;
import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Human;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.bytebuddy.ByteBuddy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ToolCallsTest {
  private static final Human ANN = new Human("ann", Set.of(), Map.of(), "test", true);
  private static final Human BOB = new Human("bob", Set.of(), Map.of(), "test", true);

  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private @Nullable Human onThread;
  private final ToolCalls calls = new ToolCalls(() -> onThread, failures);

  @AfterEach
  void leavesNothingBehind() {
    assertThat(AgentFrames.current()).isNull();
  }

  @Test
  void aCallIsEnteredOnce() {
    ToolExecutionRequest request = request("lookUp", "1");
    AgentFrames.Frame frame = start(request, "memory");

    assertThat(calls.startTool(request, "memory")).isNull();
    calls.end(frame);
  }

  @Test
  void aCallIdThatStartsAnewIsAnotherAgentsCall() {
    AgentFrames.Frame outer = start(request("lookUp", "0"), invocation("a.Outer"));
    AgentFrames.Frame inner = start(request("lookUp", "0"), invocation("a.Inner"));

    assertThat(AgentFrames.current()).isSameAs(inner);
    calls.end(inner);
    assertThat(AgentFrames.current()).isSameAs(outer);
    calls.end(outer);
  }

  @Test
  void callsWithoutIdAreToldApartByTheirRequests() {
    AgentFrames.Frame outer = start(request("lookUp", null), invocation("a.Outer"));
    AgentFrames.Frame inner = start(request("lookUp", null), invocation("a.Outer"));

    assertThat(inner).isNotSameAs(outer);
    calls.end(inner);
    calls.end(outer);
  }

  @Test
  void anAgentIsNamedByItsSimpleName() {
    AgentFrames.Frame frame = start(request("lookUp", "1"), invocation("com.acme.Desk$Assistant"));

    assertThat(frame.agent())
        .isEqualTo(new AiAgent("langchain4j", "Assistant", "lookUp", "1", "memory"));
    calls.end(frame);
  }

  @Test
  void thePersonOfTheInvocationOutranksThatOfTheOuterFrame() {
    InvocationContext invocation = invocation("a.Inner");
    onThread = BOB;
    calls.captured().capture(null, invocation);
    try (AgentFrames.Frame outer = AgentFrames.open(agent(), ANN)) {
      AgentFrames.Frame inner = start(request("lookUp", "1"), invocation);

      assertThat(inner.human()).isEqualTo(BOB);
      calls.end(inner);
      assertThat(outer.human()).isEqualTo(ANN);
    }
  }

  @Test
  void anInvocationForNobodyDoesNotHideThePersonOfTheOuterFrame() {
    InvocationContext invocation = invocation("a.Inner");
    calls.captured().capture(null, invocation);
    try (AgentFrames.Frame outer = AgentFrames.open(agent(), ANN)) {
      AgentFrames.Frame inner = start(request("lookUp", "1"), invocation);

      assertThat(inner.human()).isEqualTo(outer.human());
      calls.end(inner);
    }
  }

  @Test
  void aRequestThatCannotBeReadIsAnAgentsAllTheSame() throws Exception {
    Object unexpected =
        new ByteBuddy()
            .subclass(Object.class)
            .name("dev.langchain4j.agent.tool.ToolExecutionRequest")
            .make()
            .load(null)
            .getLoaded()
            .getConstructor()
            .newInstance();
    for (int i = 0; i < 2; i++) {
      AgentFrames.Frame frame = start(unexpected, null);

      assertThat(frame.agent()).isEqualTo(new AiAgent("langchain4j", null, null, null, null));
      calls.end(frame);
    }
    assertThat(failures.counts()).containsExactly(Map.entry("identity.langchain4j.members", 1L));
  }

  @Test
  void aConversationThatCannotBeNamedIsCounted() {
    Object memoryId =
        new Object() {
          @Override
          public String toString() {
            throw new LinkageError("detached");
          }
        };
    AgentFrames.Frame frame = start(request("lookUp", "1"), memoryId);

    assertThat(frame.agent()).isEqualTo(new AiAgent("langchain4j", null, "lookUp", "1", null));
    calls.end(frame);
    assertThat(failures.counts()).containsOnlyKeys("identity.langchain4j.conversation");
  }

  private AgentFrames.Frame start(Object request, @Nullable Object invocation) {
    return Objects.requireNonNull(calls.startTool(request, invocation));
  }

  private static AiAgent agent() {
    return new AiAgent("other", null, null, null, null);
  }

  private static ToolExecutionRequest request(String tool, @Nullable String id) {
    return ToolExecutionRequest.builder().id(id).name(tool).arguments("{}").build();
  }

  private static InvocationContext invocation(String interfaceName) {
    return InvocationContext.builder().interfaceName(interfaceName).chatMemoryId("memory").build();
  }
}
