package dev.sluice.identity;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Tells for whom work is done that no thread belongs to: from the context that a reactive library
 * carries along with it. Thread-safe; must be quick, and must not block.
 */
@FunctionalInterface
public interface ContextCallers {
  /** Reads no context. */
  ContextCallers NONE = context -> null;

  /** Asks a source that tells at once. */
  static ContextCallers of(ContextSource source) {
    return context -> {
      Carried carried = source.of(context);
      return carried == null ? null : CompletableFuture.completedStage(carried);
    };
  }

  /**
   * For whom the work of a context is done.
   *
   * @param context Reactor's {@code ContextView}, of whichever class loader
   * @return null if the context names nobody; else what tells, complete at once where it can be. If
   *     it fails, or tells {@link Carried#unknown}, the caller is unknown
   */
  @Nullable CompletionStage<Carried> of(Object context);
}
