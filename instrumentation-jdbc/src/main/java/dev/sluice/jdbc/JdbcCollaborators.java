package dev.sluice.jdbc;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementGate;
import dev.sluice.telling.DatabaseCallers;
import dev.sluice.telling.Telling;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the advice works with: one set for the JVM, made when the agent starts. Thread-safe. */
final class JdbcCollaborators {
  private final Supplier<StatementGate> gate;
  private final Failures failures;
  private final Connections connections;
  private final Statements statements = new Statements();
  private final Masking masking;
  private final CallerTelling telling;
  private final TakingBack takingBack;
  private final RoleTaking roles;
  private final boolean closed;

  JdbcCollaborators(
      Supplier<StatementGate> gate,
      Failures failures,
      Executor background,
      boolean closed,
      DatabaseCallers callers,
      Supplier<@Nullable String> traceparent) {
    Telling toDatabases = new Telling(callers);
    this.telling = new CallerTelling(toDatabases, callers.commented(), traceparent, failures);
    this.takingBack = new TakingBack(toDatabases, failures);
    this.roles = new RoleTaking(failures);
    this.closed = closed;
    this.gate = gate;
    this.failures = failures;
    this.connections = new Connections(failures, background);
    this.masking = new Masking(failures);
  }

  StatementGate gate() {
    return gate.get();
  }

  /** Whether statements are refused as long as no gate could be made. */
  boolean closed() {
    return closed;
  }

  Failures failures() {
    return failures;
  }

  Connections connections() {
    return connections;
  }

  Statements statements() {
    return statements;
  }

  Masking masking() {
    return masking;
  }

  RoleTaking roles() {
    return roles;
  }

  CallerTelling telling() {
    return telling;
  }

  TakingBack takingBack() {
    return takingBack;
  }
}
