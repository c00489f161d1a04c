package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;

/** One way to OpenTelemetry. Its closing ends within two seconds, and never throws. */
interface Telemetry extends StatementObserver, AutoCloseable {
  @Override
  void close();

  /** The agent's OpenTelemetry where there is one; else our own. */
  static Telemetry start(OpenTelemetrySettings settings, Failures failures) {
    Telemetry ofAgent = AgentTelemetry.find(settings, failures);
    return ofAgent == null ? new OwnTelemetry(settings, failures) : ofAgent;
  }

  /** Tells nobody. */
  Telemetry NONE =
      new Telemetry() {
        @Override
        public Observation begin(StatementEvent event) {
          return Observation.NONE;
        }

        @Override
        public void close() {}
      };
}
