package dev.sluice.instrumentation.identity.mcp;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.AiAgent;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import dev.sluice.instrumentation.identity.people.ThreadPeople;
import dev.sluice.instrumentation.identity.people.ToolFrame;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import dev.sluice.weak.WeakIdentityMap;
import org.jspecify.annotations.Nullable;

/**
 * Opens a frame while a server answers a call of one of its tools. The SDK answers on another
 * thread, as a rule, than on which the request came: so it is remembered weakly, by the identity of
 * the request's own object, who sent it, and the tool runs for that person. That a tool runs is
 * known from the woven method alone: where something else cannot be read the frame opens without
 * it. Thread-safe.
 */
final class McpCalls {
  private static final String FRAMEWORK = "mcp";

  private final String agentName;
  private final ThreadPeople people;
  private final Failures failures;
  private final ClassMembers<Accessor> tools;
  private final ClassMembers<Accessor> toolNames;
  private final ClassMembers<McpMembers.Exchange> exchanges;
  private final ClassMembers<Accessor> clientNames;
  private final WeakIdentityMap<Object, Carried> senders = new WeakIdentityMap<>();

  /**
   * @param agentName how the agents that call are called: the name that a client gives itself
   *     proves nothing
   */
  McpCalls(String agentName, HumanSource humans, Failures failures) {
    String site = "identity.mcp.members";
    this.agentName = agentName;
    this.people = new ThreadPeople(humans);
    this.failures = failures;
    this.tools = new ClassMembers<>(site, McpMembers::tool, failures);
    this.toolNames = new ClassMembers<>(site, McpMembers::toolName, failures);
    this.exchanges = new ClassMembers<>(site, McpMembers.Exchange::of, failures);
    this.clientNames = new ClassMembers<>(site, McpMembers::clientName, failures);
  }

  /**
   * Enters a call.
   *
   * @param specification of the tool
   * @param exchange the session's, or the context of the transport
   * @param request the request, or its arguments; an object of this call alone
   * @return null if the call's frame is open already
   */
  @Nullable ToolFrame start(
      Object specification, @Nullable Object exchange, @Nullable Object request) {
    Carried sender = sender(request);
    AiAgent agent = agent(specification, exchange);
    AgentFrames.Frame open = AgentFrames.current();
    return open != null && open.agent().equals(agent) ? null : ToolFrame.open(agent, sender);
  }

  private @Nullable Carried sender(@Nullable Object request) {
    Carried sender = request == null ? null : senders.get(request);
    if (sender == null) {
      sender = people.current();
      if (request != null && sender != null) {
        senders.put(request, sender);
      }
    }
    return sender;
  }

  private AiAgent agent(Object specification, @Nullable Object exchange) {
    String session = null;
    String client = null;
    McpMembers.Exchange members = exchange == null ? null : exchanges.of(exchange.getClass());
    if (members != null) {
      Accessor sessionId = members.session();
      session = sessionId == null ? null : text(read(sessionId, exchange));
      client = name(clientNames, read(members.client(), exchange));
    }
    Accessor tool = tools.of(specification.getClass());
    String toolName = tool == null ? null : name(toolNames, read(tool, specification));
    return new AiAgent(FRAMEWORK, agentName, toolName, null, session, client);
  }

  private @Nullable String name(ClassMembers<Accessor> members, @Nullable Object target) {
    Accessor name = target == null ? null : members.of(target.getClass());
    return name == null ? null : text(read(name, target));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  private @Nullable Object read(Accessor accessor, @Nullable Object target) {
    try {
      return accessor.get(target);
    } catch (Throwable problem) {
      failures.count("identity.mcp.read", "cannot read a tool call", problem);
      return null;
    }
  }
}
