package dev.sluice.identity;

import org.jspecify.annotations.Nullable;

/**
 * Tells for whom a reactive chain works, by the context of its subscriber: a Reactor {@code
 * ContextView}, of whatever class loader. Thread-safe; must be quick, and never waits.
 */
@FunctionalInterface
public interface ContextSource {
  /** Knows nothing of any context. */
  ContextSource NONE = contextView -> null;

  /**
   * Returns whom the context names, and the tool call in it; null if neither.
   *
   * @throws RuntimeException if there may be a person, but who it is cannot be told
   */
  @Nullable Carried of(Object contextView);
}
