package dev.sluice.identity;

import org.jspecify.annotations.Nullable;

/**
 * For whom a statement is done: a service, a human through a service, or an AI agent, on behalf of
 * a human or not.
 *
 * @param app the running service
 * @param human the person, if anybody knows
 * @param agent the AI agent, if the statement runs under a tool call
 */
public record Caller(Service app, @Nullable Human human, @Nullable AiAgent agent) {
  /** Through a service of which nothing but the name is known. */
  public Caller(String service, @Nullable Human human, @Nullable AiAgent agent) {
    this(Service.named(service), human, agent);
  }

  /** The name of the running service. */
  public String service() {
    return app.name();
  }

  public CallerKind kind() {
    if (agent != null) {
      return CallerKind.AI_AGENT;
    }
    return human == null ? CallerKind.SERVICE : CallerKind.HUMAN;
  }

  /** This caller, but for whom or what is told beside the thread: that comes first. */
  public Caller told(Carried carried) {
    return new Caller(
        app,
        carried.human() == null ? human : carried.human(),
        carried.agent() == null ? agent : carried.agent());
  }

  /** The same caller without the agent: whom an agent acts for. */
  public Caller principal() {
    return agent == null ? this : new Caller(app, human, null);
  }
}
