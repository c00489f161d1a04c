package dev.sluice.jdbc;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementGate;
import java.util.concurrent.Executor;

/** What the advice works with: one set for the JVM, made when the agent starts. Thread-safe. */
final class JdbcCollaborators {
  private final StatementGate gate;
  private final Failures failures;
  private final Connections connections;
  private final Statements statements = new Statements();
  private final Masking masking;

  JdbcCollaborators(StatementGate gate, Failures failures, Executor background) {
    this.gate = gate;
    this.failures = failures;
    this.connections = new Connections(failures, background);
    this.masking = new Masking(failures);
  }

  StatementGate gate() {
    return gate;
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
}
