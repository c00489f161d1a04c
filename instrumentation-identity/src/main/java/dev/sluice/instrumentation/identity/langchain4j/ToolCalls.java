package dev.sluice.instrumentation.identity.langchain4j;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.weak.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Opens one frame for each tool call, however many woven methods the call passes through, and finds
 * out what the frame tells. That a tool runs is known from the woven method alone: where something
 * else cannot be read the frame opens without it, for a statement under a tool call must never pass
 * as the service's own. Thread-safe.
 */
final class ToolCalls {
  private static final String FRAMEWORK = "langchain4j";

  /** The chat memory id of every AI service that has no chat memory: no conversation's id. */
  private static final String NO_MEMORY = "default";

  private final CapturedHumans captured;
  private final Failures failures;
  private final ClassMembers<ToolRequestMembers> requests;
  private final ClassMembers<InvocationMembers> invocations;
  private final ClassMembers<QueryMembers> queries;

  /** The call of each open frame of ours. */
  private final WeakIdentityMap<AgentFrames.Frame, Call> calls = new WeakIdentityMap<>();

  ToolCalls(HumanSource humans, Failures failures) {
    String site = "identity.langchain4j.members";
    this.captured = new CapturedHumans(humans);
    this.failures = failures;
    this.requests = new ClassMembers<>(site, ToolRequestMembers::of, failures);
    this.invocations = new ClassMembers<>(site, InvocationMembers::of, failures);
    this.queries = new ClassMembers<>(site, QueryMembers::of, failures);
  }

  CapturedHumans captured() {
    return captured;
  }

  /**
   * Enters a tool call.
   *
   * @param request the {@code ToolExecutionRequest}
   * @param invocation the {@code InvocationContext}, or where there is none the chat memory id
   * @return the frame to close; null if the call's frame is open already
   */
  AgentFrames.@Nullable Frame startTool(@Nullable Object request, @Nullable Object invocation) {
    ToolRequestMembers named = request == null ? null : requests.of(request.getClass());
    return start(
        new Call(
            named == null ? null : text(named.name(), request),
            named == null ? null : text(named.id(), request),
            new WeakReference<>(request)),
        invocation);
  }

  /** Enters a content retriever that has the model write SQL; like {@link #startTool}. */
  AgentFrames.@Nullable Frame startRetrieval(String tool, @Nullable Object query) {
    return start(new Call(tool, null, new WeakReference<>(query)), invocation(query));
  }

  void end(AgentFrames.Frame frame) {
    calls.remove(frame);
    frame.close();
  }

  private AgentFrames.@Nullable Frame start(Call call, @Nullable Object invocation) {
    AgentFrames.Frame outer = AgentFrames.current();
    String name = agentName(invocation);
    if (outer != null && isOpen(call, name, outer)) {
      return null;
    }
    AiAgent agent =
        new AiAgent(FRAMEWORK, name, call.tool(), call.id(), conversationId(invocation));
    AgentFrames.Frame frame = AgentFrames.open(agent, human(invocation, outer));
    calls.put(frame, call);
    return frame;
  }

  /**
   * Whether that frame is the call's own. A decorator may pass on a copy of the request, but then
   * the model's call id tells; ids that start anew in each answer are told apart by the agent.
   */
  private boolean isOpen(Call call, @Nullable String agentName, AgentFrames.Frame outer) {
    Call open = calls.get(outer);
    if (open == null) {
      return false;
    }
    Object request = call.request().get();
    if (request != null && request == open.request().get()) {
      return true;
    }
    return call.id() != null
        && call.id().equals(open.id())
        && Objects.equals(call.tool(), open.tool())
        && (agentName == null || agentName.equals(outer.agent().name()));
  }

  private @Nullable Human human(@Nullable Object invocation, AgentFrames.@Nullable Frame outer) {
    Human human = captured.of(invocation);
    return human == null && outer != null ? outer.human() : human;
  }

  private @Nullable Object invocation(@Nullable Object query) {
    QueryMembers members = query == null ? null : queries.of(query.getClass());
    Object metadata = members == null ? null : read(members.metadata(), query);
    if (members == null || metadata == null) {
      return null;
    }
    Accessor context = members.invocationContext();
    Object invocation = context == null ? null : read(context, metadata);
    return invocation == null ? read(members.chatMemoryId(), metadata) : invocation;
  }

  private @Nullable String agentName(@Nullable Object invocation) {
    InvocationMembers members = members(invocation);
    String interfaceName = members == null ? null : text(members.interfaceName(), invocation);
    return interfaceName == null ? null : simpleName(interfaceName);
  }

  private @Nullable String conversationId(@Nullable Object invocation) {
    InvocationMembers members = members(invocation);
    Object id = members == null ? invocation : read(members.chatMemoryId(), invocation);
    try {
      return id == null || NO_MEMORY.equals(id) ? null : id.toString();
    } catch (Throwable problem) {
      failures.count("identity.langchain4j.conversation", "chat memory id", problem);
      return null;
    }
  }

  private @Nullable InvocationMembers members(@Nullable Object invocation) {
    return invocation == null ? null : invocations.of(invocation.getClass());
  }

  private @Nullable String text(Accessor accessor, @Nullable Object target) {
    return read(accessor, target) instanceof String text ? text : null;
  }

  /** Reads a member, or gives null: the service's code may throw anything, the frame must open. */
  private @Nullable Object read(Accessor accessor, @Nullable Object target) {
    try {
      return accessor.get(target);
    } catch (Throwable problem) {
      failures.count("identity.langchain4j.read", "cannot read a tool call", problem);
      return null;
    }
  }

  private static String simpleName(String className) {
    return className.substring(
        Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
  }

  /**
   * What tells one call from another.
   *
   * @param request the framework's object for it, by identity
   */
  private record Call(
      @Nullable String tool, @Nullable String id, WeakReference<@Nullable Object> request) {}
}
