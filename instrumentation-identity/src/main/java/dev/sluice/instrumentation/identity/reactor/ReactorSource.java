package dev.sluice.instrumentation.identity.reactor;

import dev.sluice.identity.Carried;
import dev.sluice.identity.ContextSource;
import dev.sluice.identity.Human;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/** The person whom the Reactor context names for whose chain this thread works. Thread-safe. */
public final class ReactorSource implements HumanSource {
  private final ContextSource contexts;

  public ReactorSource(ContextSource contexts) {
    this.contexts = contexts;
  }

  @Override
  public @Nullable Human current() {
    Object view = ReactorWork.currentView();
    Carried carried = view == null ? null : contexts.of(view);
    if (carried != null && carried.unknown()) {
      throw new IllegalStateException("nobody can tell for whom this chain works");
    }
    return carried == null ? null : carried.human();
  }
}
