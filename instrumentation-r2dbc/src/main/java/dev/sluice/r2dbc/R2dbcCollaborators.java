package dev.sluice.r2dbc;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementGate;
import dev.sluice.identity.ContextCallers;
import dev.sluice.weak.WeakIdentityMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What the advice works with: one set for the JVM, made when the agent starts. Thread-safe. */
final class R2dbcCollaborators {
  private final Supplier<StatementGate> gate;
  private final ContextCallers contexts;
  private final Failures failures;
  private final boolean closed;
  private final Connections connections;
  private final ServiceLinks links = new ServiceLinks(this);
  private final WeakIdentityMap<Object, StatementState> statements = new WeakIdentityMap<>();
  private final WeakIdentityMap<Object, Execution> results = new WeakIdentityMap<>();

  R2dbcCollaborators(
      Supplier<StatementGate> gate,
      ContextCallers contexts,
      Failures failures,
      Executor background,
      boolean closed) {
    this.gate = gate;
    this.contexts = contexts;
    this.failures = failures;
    this.closed = closed;
    this.connections = new Connections(failures, background);
  }

  StatementGate gate() {
    return gate.get();
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
