package dev.sluice.instrumentation.identity.springai;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.people.ThreadPeople;
import dev.sluice.instrumentation.identity.people.ToolFrame;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows a model's answer into the tools that it calls, and opens one frame for each call, however
 * many callbacks the call passes through. That a tool runs is known from the woven method alone:
 * where something else cannot be read the frame opens without it, for a statement under a tool call
 * must never pass as the service's own. Thread-safe.
 */
final class ToolRuns {
  private static final String FRAMEWORK = "spring-ai";

  /** What this thread is in the middle of, innermost; a class of ours, removed at the end. */
  private static final ThreadLocal<@Nullable Step> CURRENT = new ThreadLocal<>();

  private final String agentName;
  private final Prompts prompts;
  private final Failures failures;
  private final ClassMembers<Accessor> results;
  private final ClassMembers<Accessor> outputs;
  private final ClassMembers<Accessor> toolCalls;
  private final ClassMembers<SpringAiMembers.Call> calls;
  private final ClassMembers<Accessor> definitions;
  private final ClassMembers<Accessor> names;

  /**
   * @param agentName how the agents of this service are called: Spring AI gives them no names
   */
  ToolRuns(String agentName, HumanSource humans, Failures failures) {
    String site = "identity.spring-ai.members";
    this.agentName = agentName;
    this.prompts = new Prompts(new ThreadPeople(humans), failures);
    this.failures = failures;
    this.results = new ClassMembers<>(site, SpringAiMembers::results, failures);
    this.outputs = new ClassMembers<>(site, SpringAiMembers::output, failures);
    this.toolCalls = new ClassMembers<>(site, SpringAiMembers::toolCalls, failures);
    this.calls = new ClassMembers<>(site, SpringAiMembers.Call::of, failures);
    this.definitions = new ClassMembers<>(site, SpringAiMembers::definition, failures);
    this.names = new ClassMembers<>(site, SpringAiMembers::toolName, failures);
  }

  /** A prompt was made; where a model is being asked, it may be made from that question. */
  void made(Object prompt) {
    prompts.made(prompt, asked(CURRENT.get()));
  }

  void derived(Object origin, Object made) {
    prompts.derived(origin, made);
  }

  void requested(Object prompt, @Nullable Object context) {
    prompts.requested(prompt, context);
  }

  /** A model is asked; leave it with {@link #end}. */
  Step startQuestion(@Nullable Object prompt) {
    return enter(new Step.Question(prompts.sent(prompt), CURRENT.get()));
  }

  /**
   * A model's answer goes to the tools that it calls; leave it with {@link #endAnswer}.
   *
   * @return null if the answer is there already: one manager may pass it on to another
   */
  @Nullable Step startAnswer(@Nullable Object prompt, @Nullable Object response) {
    Step outer = CURRENT.get();
    if (outer instanceof Step.Answer answer && response != null && answer.response() == response) {
      return null;
    }
    return enter(new Step.Answer(prompts.sent(prompt), response, calls(response), outer));
  }

  void endAnswer(Step started, @Nullable Object result) {
    end(started);
    if (started instanceof Step.Answer answer) {
      prompts.answered(answer.asked(), result);
    }
  }

  /**
   * A tool runs; leave it with {@link #end}.
   *
   * @return null if the call's frame is open already
   */
  @Nullable Step startTool(Object callback, @Nullable Object input) {
    Step outer = CURRENT.get();
    String tool = toolName(callback);
    AgentFrames.Frame open = AgentFrames.current();
    if (open != null && isAnsweredFor(open.agent(), tool)) {
      return null;
    }
    if (outer instanceof Step.Tool run
        && run.frame().frame() == open
        && Objects.equals(run.name(), tool)) {
      return null;
    }
    String callId =
        outer instanceof Step.Answer answer
            ? answer.calls().take(tool, input instanceof String text ? text : null)
            : null;
    Asked asked = Objects.requireNonNullElse(asked(outer), Asked.NOTHING);
    AiAgent agent = new AiAgent(FRAMEWORK, agentName, tool, callId, asked.conversation());
    return enter(new Step.Tool(tool, ToolFrame.open(agent, asked.person()), outer));
  }

  /** Leaves what was started, and what was started inside and not left. */
  void end(Step started) {
    for (Step step = CURRENT.get(); step != null; step = step.outer()) {
      if (step == started) {
        if (started.outer() == null) {
          CURRENT.remove();
        } else {
          CURRENT.set(started.outer());
        }
        break;
      }
    }
    if (started instanceof Step.Tool tool) {
      tool.frame().close();
    }
  }

  /** Whether the tool answers a call that came to a server, which knows more of it. */
  private static boolean isAnsweredFor(AiAgent agent, @Nullable String tool) {
    return agent.framework().equals("mcp") && Objects.equals(agent.tool(), tool);
  }

  private static @Nullable Asked asked(@Nullable Step step) {
    if (step instanceof Step.Question question) {
      return question.asked();
    }
    // what a tool asks is a question of its own
    return step instanceof Step.Answer answer ? answer.asked() : null;
  }

  private Step enter(Step step) {
    CURRENT.set(step);
    return step;
  }

  private @Nullable String toolName(Object callback) {
    try {
      Accessor definition = definitions.of(callback.getClass());
      Object defined = definition == null ? null : definition.get(callback);
      Accessor name = defined == null ? null : names.of(defined.getClass());
      return name != null && name.get(defined) instanceof String text ? text : null;
    } catch (Throwable problem) {
      failures.count("identity.spring-ai.read", "cannot read a tool's name", problem);
      return null;
    }
  }

  private ModelCalls calls(@Nullable Object response) {
    ModelCalls found = new ModelCalls();
    try {
      for (Object generation : list(results, response)) {
        Accessor output = generation == null ? null : outputs.of(generation.getClass());
        Object answer = output == null ? null : output.get(generation);
        for (Object call : list(toolCalls, answer)) {
          SpringAiMembers.Call members = call == null ? null : calls.of(call.getClass());
          if (members != null) {
            found.add(
                (String) members.id().get(call),
                (String) members.name().get(call),
                (String) members.arguments().get(call));
          }
        }
      }
    } catch (Throwable problem) {
      failures.count("identity.spring-ai.read", "cannot read tool calls", problem);
    }
    return found;
  }

  private static List<?> list(ClassMembers<Accessor> members, @Nullable Object target) {
    Accessor accessor = target == null ? null : members.of(target.getClass());
    return accessor != null && accessor.get(target) instanceof List<?> list ? list : List.of();
  }

  /** What a thread is in the middle of. */
  sealed interface Step {
    @Nullable Step outer();

    /** A model is being asked. */
    record Question(Asked asked, @Nullable Step outer) implements Step {}

    /** A model's answer is with the tools. */
    record Answer(Asked asked, @Nullable Object response, ModelCalls calls, @Nullable Step outer)
        implements Step {}

    /** A tool runs. */
    record Tool(@Nullable String name, ToolFrame frame, @Nullable Step outer) implements Step {}
  }
}
