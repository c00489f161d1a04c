package dev.sluice.r2dbc;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementGate;
import dev.sluice.identity.CallerResolver;
import dev.sluice.identity.ContextCallers;
import dev.sluice.telling.DatabaseCallers;
import dev.sluice.telling.Telling;
import dev.sluice.weak.WeakIdentityMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the advice works with: one set for the JVM, made when the agent starts. Thread-safe. */
final class R2dbcCollaborators {
  private final R2dbcInstrumentation.Gate gate;
  private final ContextCallers contexts;
  private final Failures failures;
  private final boolean closed;
  private final Telling telling;
  private final Connections connections;
  private final ServiceLinks links = new ServiceLinks(this);
  private final WeakIdentityMap<Object, StatementState> statements = new WeakIdentityMap<>();
  private final WeakIdentityMap<Object, Execution> results = new WeakIdentityMap<>();

  R2dbcCollaborators(
      R2dbcInstrumentation.Gate gate,
      ContextCallers contexts,
      Failures failures,
      Executor background,
      boolean closed,
      DatabaseCallers callers) {
    this.gate = gate;
    this.contexts = contexts;
    this.failures = failures;
    this.closed = closed;
    this.telling = new Telling(callers);
    this.connections = new Connections(failures, background);
  }

  StatementGate gate() {
    return gate.gate().get();
  }

  /** Completes when {@link #gate} does not wait any more; null if it does not now. */
  @Nullable CompletableFuture<Void> gateMaking() {
    return gate.making().get();
  }

  CallerResolver callers() {
    return gate.callers();
  }

  ContextCallers contexts() {
    return contexts;
  }

  Failures failures() {
    return failures;
  }

  /** Whether statements are refused as long as no gate could be made. */
  boolean closed() {
    return closed;
  }

  /** How databases are told for whom statements are done. */
  Telling telling() {
    return telling;
  }

  Connections connections() {
    return connections;
  }

  ServiceLinks links() {
    return links;
  }

  /** What is known of the driver's statements and batches. */
  WeakIdentityMap<Object, StatementState> statements() {
    return statements;
  }

  /** Of which execution each of the driver's results is. */
  WeakIdentityMap<Object, Execution> results() {
    return results;
  }
}
