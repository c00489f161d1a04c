package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Carried;
import dev.sluice.identity.ContextSource;
import dev.sluice.identity.Human;
import dev.sluice.instrumentation.identity.members.ClassByLoader;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Reactor {@code ContextView}: the security context that Spring Security's {@code
 * ReactiveSecurityContextHolder} keeps in it, and the tool call, or whoever subscribed, that was
 * written into it here.
 *
 * <p>Spring Security keeps a {@code Mono} there. It is subscribed to and must answer at once, as
 * one does that holds its value, or has been loaded for the request before: nobody may wait on an
 * event loop. One that does not answer may be somebody, so the caller is unknown. Thread-safe.
 */
public final class ReactorContexts implements ContextSource {
  private static final String SECURITY_CONTEXT =
      "org.springframework.security.core.context.SecurityContext";

  /** The keys that are Sluice's; in no other class loader, so in nobody's way. */
  private enum Key {
    /** Of a tool call. */
    TOOL_CALL,
    /** Of whoever subscribed outside of any tool call, for chains that name nobody else. */
    SUBSCRIBED_FOR;

    @Override
    public String toString() {
      return "sluice." + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Function<Object, @Nullable Human> people;
  private final ClassByLoader securityContexts;
  private final ClassMembers<ReactorMembers.View> views;
  private final ClassMembers<Accessor> futures;

  /**
   * @param people tells the person of a Spring Security context
   */
  public ReactorContexts(Function<Object, @Nullable Human> people, Failures failures) {
    String site = "identity.reactor.members";
    this.people = people;
    this.securityContexts = new ClassByLoader(SECURITY_CONTEXT, "identity.reactor.load", failures);
    this.views = new ClassMembers<>(site, ReactorMembers.View::of, failures);
    this.futures = new ClassMembers<>(site, ReactorMembers::toFuture, failures);
  }

  @Override
  public @Nullable Carried of(Object contextView) {
    Carried call = toolCall(contextView);
    if (call != null && (call.unknown() || call.human() != null)) {
      return call;
    }
    Human human = human(contextView);
    if (human == null) {
      return call == null && value(contextView, Key.SUBSCRIBED_FOR) instanceof Carried subscriber
          ? subscriber
          : call;
    }
    return new Carried(human, call == null ? null : call.agent(), false);
  }

  /** The tool call under which the chain was made; null if there is none. */
  @Nullable Carried toolCall(Object contextView) {
    return value(contextView, Key.TOOL_CALL) instanceof Carried call ? call : null;
  }

  /** The key under which {@link #toolCall} is found. */
  static Object toolCallKey() {
    return Key.TOOL_CALL;
  }

  /** The key under which a chain keeps for whom it was subscribed. */
  static Object keyOf(Carried subscriber) {
    return subscriber.agent() == null ? Key.SUBSCRIBED_FOR : Key.TOOL_CALL;
  }

  private @Nullable Human human(Object contextView) {
    Class<?> key = securityContexts.of(contextView.getClass().getClassLoader());
    if (key == null) {
      key = securityContexts.of(Thread.currentThread().getContextClassLoader());
    }
    Object held = key == null ? null : value(contextView, key);
    Accessor toFuture = held == null ? null : futures.of(held.getClass());
    if (toFuture == null || !(toFuture.get(held) instanceof CompletableFuture<?> future)) {
      return null;
    }
    if (!future.isDone()) {
      future.cancel(false);
      throw new IllegalStateException("the security context in Reactor's is not there yet");
    }
    Object securityContext = future.join();
    return securityContext == null ? null : people.apply(securityContext);
  }

  private @Nullable Object value(Object contextView, Object key) {
    ReactorMembers.View members = views.of(contextView.getClass());
    return members != null && Boolean.TRUE.equals(members.hasKey().get(contextView, key))
        ? members.get().get(contextView, key)
        : null;
  }
}
