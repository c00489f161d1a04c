package dev.sluice.instrumentation.identity.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Caller;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/** For whom a tool runs, by the prompts that the framework made before. */
class ToolRunsTest {
  private static final Human ANN = new Human("ann", Set.of(), Map.of(), "test", true);
  private static final Human BOB = new Human("bob", Set.of(), Map.of(), "test", true);
  private static final Human SAYS_BOB = Human.asserted("bob", Set.of(), "mdc");

  private final Failures failures =
      new Failures(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  private @Nullable Human onThread;
  private final HumanSource humans =
      HumanSource.firstOf(List.of(() -> onThread, AgentFrames::carriedHuman));
  private final CallerResolver callers = new CallerResolver("shop", humans);
  private final ToolRuns runs = new ToolRuns("shop", humans, failures);

  @AfterEach
  void leavesNothingBehind() {
    assertThat(AgentFrames.active()).isFalse();
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void aPromptIsForWhomItWasMade() {
    Prompt prompt = madeBy(ANN);

    assertThat(personOf(prompt, null)).isEqualTo(ANN);
  }

  @Test
  void aPromptIsKnownByItsIdentity() {
    madeBy(ANN);

    assertThat(personOf(new Prompt("who?"), null)).isNull();
  }

  @Test
  void whoeverSendsAPromptCountsBeforeWhoeverMadeIt() {
    Prompt prompt = madeBy(ANN);

    assertThat(personOf(prompt, BOB)).isEqualTo(BOB);
  }

  @Test
  void aPromptThatTwoPeopleSentIsForNobodyKnowsWhomOnOtherThreads() {
    Prompt prompt = madeBy(ANN);
    personOf(prompt, BOB);

    assertThatThrownBy(() -> personOf(prompt, null)).isInstanceOf(IllegalStateException.class);
    assertThat(personOf(prompt, ANN)).isEqualTo(ANN);
  }

  @Test
  void aCopyOfSuchAPromptIsTheSame() {
    Prompt prompt = madeBy(ANN);
    derive(prompt, BOB);
    Prompt copy = derive(prompt, null);

    assertThatThrownBy(() -> personOf(copy, null)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whoIsOnlyAssertedDoesNotReplaceWhoWasVerified() {
    Prompt prompt = madeBy(ANN);

    assertThat(personOf(prompt, SAYS_BOB)).isEqualTo(ANN);
    assertThat(personOf(prompt, null)).isEqualTo(ANN);
  }

  @Test
  void aPromptOfWhatTheModelIsAskedIsForTheSamePerson() {
    Prompt asked = madeBy(ANN);
    Prompt inside = new Prompt("merged with the model's options");
    onThread = null;

    ToolRuns.Step question = runs.startQuestion(asked);
    runs.made(inside);
    runs.end(question);

    assertThat(personOf(inside, null)).isEqualTo(ANN);
  }

  @Test
  void theMessagesOfARequestTellWhoseItIs() {
    Prompt prompt = madeBy(ANN);
    onThread = null;
    runs.requested(prompt, Map.of("chat_memory_conversation_id", "talk"));
    Prompt next = new Prompt(prompt.getInstructions());
    runs.made(next);

    assertThat(caller(next, null))
        .isEqualTo(new Caller("shop", ANN, new AiAgent("spring-ai", "shop", "find", null, "talk")));
  }

  @Test
  void anEmptyListOfMessagesTellsNothing() {
    Prompt prompt = new Prompt(List.<Message>of());
    onThread = ANN;
    runs.made(prompt);
    runs.requested(prompt, Map.of());
    onThread = null;
    Prompt other = new Prompt(List.<Message>of());
    runs.made(other);

    assertThat(personOf(other, null)).isNull();
  }

  @Test
  void aMessageThatSeveralPromptsShareTellsNothing() {
    Message constant = new UserMessage("who?");
    onThread = ANN;
    Prompt prompt = new Prompt(List.of(constant));
    runs.made(prompt);
    onThread = null;
    Prompt other = new Prompt(List.of(constant));
    runs.made(other);

    assertThat(personOf(other, null)).isNull();
  }

  private Prompt madeBy(Human person) {
    onThread = person;
    Prompt prompt = new Prompt(List.of(new UserMessage("who?")));
    runs.made(prompt);
    return prompt;
  }

  private Prompt derive(Prompt prompt, @Nullable Human person) {
    onThread = person;
    Prompt copy = prompt.copy();
    runs.derived(prompt, copy);
    return copy;
  }

  private @Nullable Human personOf(Prompt prompt, @Nullable Human thread) {
    return caller(prompt, thread).human();
  }

  /** The caller within a tool that the model calls for that prompt. */
  private Caller caller(Prompt prompt, @Nullable Human thread) {
    onThread = thread;
    ToolRuns.Step answer = Objects.requireNonNull(runs.startAnswer(prompt, null));
    ToolRuns.Step tool = Objects.requireNonNull(runs.startTool(new Find(), "{}"));
    try {
      // the frame tells, not the thread
      onThread = null;
      return callers.current();
    } finally {
      runs.end(tool);
      runs.endAnswer(answer, null);
    }
  }

  private static final class Find implements ToolCallback {
    @Override
    public ToolDefinition getToolDefinition() {
      return ToolDefinition.builder().name("find").description("").inputSchema("{}").build();
    }

    @Override
    public String call(String input) {
      return input;
    }
  }
}
