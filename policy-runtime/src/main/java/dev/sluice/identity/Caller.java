package dev.sluice.identity;

import org.jspecify.annotations.Nullable;

/**
 * For whom a statement is done: a service, a human through a service, or an AI agent, on behalf of
 * a human or not.
 *
 * @param service {@code service.name} of the running service
 * @param human the person, if anybody knows
 * @param agent the AI agent, if the statement runs under a tool call
 */
public record Caller(String service, @Nullable Human human, @Nullable AiAgent agent) {
  public CallerKind kind() {
    if (agent != null) {
      return CallerKind.AI_AGENT;
    }
    return human == null ? CallerKind.SERVICE : CallerKind.HUMAN;
  }

  /** This caller, but for whom or what is told beside the thread: that comes first. */
  public Caller told(Carried carried) {
    return new Caller(
        service,
        carried.human() == null ? human : carried.human(),
        carried.agent() == null ? agent : carried.agent());
  }

  /** The same caller without the agent: whom an agent acts for. */
  public Caller principal() {
    return agent == null ? this : new Caller(service, human, null);
  }
}
