package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import dev.sluice.members.ClassMembers;
import dev.sluice.weak.WeakIdentityMap;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for whom a thread works when it makes the subscriber at the end of a chain, and tells
 * the whole chain by its context: what an operator does later, on an event loop that knows nobody,
 * is done for them too. Whoever waits for a chain, with {@code block} or a future, needs its result
 * for the person or tool call at hand; one that nobody waits for may go on for others, and is
 * remembered for tool calls only. Thread-safe.
 */
final class SubscribedFor {
  /** Made where nobody waits, by Reactor's clients for their own work as well. */
  private static final String UNAWAITED = ReactorInstrumentation.PUBLISHERS + "Lambda";

  private final HumanSource humans;
  private final ClassMembers<MethodHandle> puts;
  private final WeakIdentityMap<Object, Carried> subscribers = new WeakIdentityMap<>();

  /** Set while it is found out who is calling: chains that are made to that end are nobody's. */
  private final ThreadLocal<@Nullable Boolean> asking = new ThreadLocal<>();

  SubscribedFor(HumanSource humans, Failures failures) {
    this.humans = humans;
    this.puts = new ClassMembers<>("identity.reactor.members", ReactorMembers::put, failures);
  }

  /** The subscriber of a chain was made. */
  void made(Object subscriber) {
    if (asking.get() != null
        || (AgentFrames.current() == null
            && subscriber.getClass().getName().startsWith(UNAWAITED))) {
      return;
    }
    asking.set(true);
    try {
      Carried carried = Carried.ofThread(humans);
      if (carried != null) {
        subscribers.put(subscriber, carried);
      }
    } finally {
      asking.remove();
    }
  }

  /**
   * What a subscriber tells of its context.
   *
   * @return null if it needs no more
   */
  @Nullable Object context(Object subscriber, Object context) throws Throwable {
    Carried carried = subscribers.isEmpty() ? null : subscribers.get(subscriber);
    MethodHandle put = carried == null ? null : puts.of(context.getClass());
    return carried == null || put == null
        ? null
        : put.invoke(context, ReactorContexts.keyOf(carried), carried);
  }
}
