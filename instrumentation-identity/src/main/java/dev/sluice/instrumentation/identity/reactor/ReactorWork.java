package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.gate.Failures;
import dev.sluice.identity.AgentFrames;
import dev.sluice.identity.Carried;
import dev.sluice.members.Accessor;
import dev.sluice.members.ClassMembers;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Notes for each thread the Reactor context of the chain that it works for, while it does. Inside,
 * the context of another chain hides the one outside, and each end restores what it found.
 * Thread-safe.
 */
final class ReactorWork {
  private static final ThreadLocal<@Nullable Entered> CURRENT = new ThreadLocal<>();

  private final ReactorContexts contexts;
  private final ClassMembers<Field> actuals;
  private final ClassMembers<Accessor> currentContexts;

  ReactorWork(ReactorContexts contexts, Failures failures) {
    String site = "identity.reactor.members";
    this.contexts = contexts;
    this.actuals = new ClassMembers<>(site, ReactorMembers::actual, failures);
    this.currentContexts = new ClassMembers<>(site, ReactorMembers::currentContext, failures);
  }

  /** The {@code ContextView} of the chain that this thread works for; null if it does for none. */
  static @Nullable Object currentView() {
    Entered entered = CURRENT.get();
    return entered == null ? null : entered.view();
  }

  /** Begins the work of an operator or subscription; the result goes to {@link #end}. */
  @Nullable Entered startOperator(Object operator) throws IllegalAccessException {
    Field actual = actuals.of(operator.getClass());
    return startSubscriber(actual == null ? null : actual.get(operator));
  }

  /** Begins what is done for a subscriber. */
  @Nullable Entered startSubscriber(@Nullable Object subscriber) {
    Accessor context = subscriber == null ? null : currentContexts.of(subscriber.getClass());
    Object view = context == null ? null : context.get(subscriber);
    Entered outer = CURRENT.get();
    if (view == null || (outer != null && outer.view() == view)) {
      return null;
    }
    Carried call = contexts.toolCall(view);
    Entered entered =
        new Entered(view, call == null ? AgentFrames.shade() : AgentFrames.enter(call), outer);
    CURRENT.set(entered);
    return entered;
  }

  static void end(Entered entered) {
    if (entered.outer() == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(entered.outer());
    }
    AgentFrames.Layer layer = entered.layer();
    if (layer != null) {
      layer.close();
    }
  }

  /**
   * What was found and what was entered.
   *
   * @param layer the tool call of the chain, or what hides another's; null if there is neither
   */
  record Entered(Object view, AgentFrames.@Nullable Layer layer, @Nullable Entered outer) {}
}
