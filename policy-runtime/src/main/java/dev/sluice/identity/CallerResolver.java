package dev.sluice.identity;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts together who the current thread works for. Thread-safe. */
public final class CallerResolver {
  private final Service service;
  private final Caller serviceCaller;
  private final HumanSource humans;
  private final ContextSource contexts;

  /**
   * @param service this service
   * @param humans where to ask for the person of a thread
   * @param contexts where to ask for whom a reactive chain works
   */
  public CallerResolver(Service service, HumanSource humans, ContextSource contexts) {
    this.service = service;
    this.serviceCaller = new Caller(service, null, null);
    this.humans = humans;
    this.contexts = contexts;
  }

  /** Knows nothing of reactive chains, and only the name of the service. */
  public CallerResolver(String service, HumanSource humans) {
    this(Service.named(service), humans, ContextSource.NONE);
  }

  /** The caller of a statement that the current thread is about to run. */
  public Caller current() {
    AgentFrames.Frame frame = AgentFrames.current();
    if (frame != null) {
      return new Caller(service, ofThread(frame), frame.agent());
    }
    Human human = humans.current();
    return human == null ? serviceCaller : new Caller(service, human, null);
  }

  /**
   * The caller of a statement that a reactive chain is about to run. Whom the context names counts,
   * whatever thread this is; where it names nobody, the thread is asked for what it knows by
   * itself: what carries callers from thread to thread may have come here with the work of another
   * chain.
   *
   * @param contextView the context of the statement's subscriber, a Reactor {@code ContextView}
   * @throws RuntimeException if there may be a person, but who it is cannot be told
   */
  public Caller current(Object contextView) {
    return shaded(() -> ofContext(contextView));
  }

  /**
   * The caller of a statement that a reactive chain is about to run, as far as the current thread
   * knows it by itself.
   */
  public Caller currentOfChain() {
    return shaded(this::current);
  }

  private static Caller shaded(Supplier<Caller> asking) {
    AgentFrames.Layer shade = AgentFrames.shade();
    try {
      return asking.get();
    } finally {
      if (shade != null) {
        shade.close();
      }
    }
  }

  private Caller ofContext(Object contextView) {
    Carried carried = contexts.of(contextView);
    if (carried == null) {
      return current();
    }
    if (carried.unknown()) {
      throw new IllegalStateException("nobody can tell for whom this chain works");
    }
    AgentFrames.Frame frame = AgentFrames.current();
    AiAgent agent = carried.agent() == null && frame != null ? frame.agent() : carried.agent();
    Human human = carried.human();
    return new Caller(service, human == null ? ofThread(frame) : human, agent);
  }

  private @Nullable Human ofThread(AgentFrames.@Nullable Frame frame) {
    return frame != null && frame.human() != null ? frame.human() : humans.current();
  }
}
