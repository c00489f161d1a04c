package dev.sluice.instrumentation.identity.servlet;

import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Human;
import org.jspecify.annotations.Nullable;

/**
 * The request that this thread serves, from the entry of a filter or servlet to its exit. Forwards,
 * includes and request wrappers nest; each exit restores what it found, in whatever order exits
 * come. What was left on the thread by a context that its maker never closed does not count for a
 * request that comes to it.
 */
public final class RequestScope {
  private static final ThreadLocal<@Nullable RequestScope> CURRENT = new ThreadLocal<>();

  private final Object request;
  private final @Nullable RequestScope outer;
  private final AgentFrames.@Nullable Layer shade;
  private @Nullable Human verified;

  private RequestScope(Object request, @Nullable RequestScope outer) {
    this.request = request;
    this.outer = outer;
    this.shade = outer == null ? AgentFrames.shade() : null;
  }

  /** The innermost request of this thread, to be used at once and not kept; null if none. */
  public static @Nullable Object currentRequest() {
    RequestScope scope = CURRENT.get();
    return scope == null ? null : scope.request;
  }

  /** The innermost scope of this thread; null if none. */
  static @Nullable RequestScope current() {
    return CURRENT.get();
  }

  Object request() {
    return request;
  }

  /** The person whose token was verified for this request; null if none was yet. */
  @Nullable Human verified() {
    return verified;
  }

  void verified(Human human) {
    verified = human;
  }

  /** Enters a filter or servlet; the result goes to {@link #end}. Null if nothing changed. */
  static @Nullable RequestScope start(@Nullable Object request) {
    RequestScope outer = CURRENT.get();
    if (request == null || (outer != null && outer.request == request)) {
      return null;
    }
    RequestScope scope = new RequestScope(request, outer);
    CURRENT.set(scope);
    return scope;
  }

  /** Leaves what {@link #start} entered, and all that was entered inside and not left. */
  static void end(@Nullable Object started) {
    if (!(started instanceof RequestScope scope)) {
      return;
    }
    for (RequestScope open = CURRENT.get(); open != null; open = open.outer) {
      if (open == scope) {
        if (scope.outer == null) {
          CURRENT.remove();
        } else {
          CURRENT.set(scope.outer);
        }
        if (scope.shade != null) {
          scope.shade.close();
        }
        return;
      }
    }
  }
}
