package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;

/** One way to OpenTelemetry. Its closing ends within five seconds, and never throws. */
interface Telemetry extends StatementObserver, AutoCloseable {
  /** Called once on the one that is to be used, of those that several threads made. */
  default void takeUp() {}

  @Override
  void close();

  /**
   * The agent's OpenTelemetry where there is one; else our own. Has no effect that is seen before
   * it is used, so that several threads may each make one and drop all but one.
   */
  static Telemetry make(OpenTelemetrySettings settings, Failures failures) {
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
