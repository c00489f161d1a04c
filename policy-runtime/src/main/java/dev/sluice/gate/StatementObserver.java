package dev.sluice.gate;

/** Is told of every statement: spans, metrics, records. Thread-safe; must not throw or block. */
public interface StatementObserver {
  /** Begins to observe, on the thread that runs the statement, before the driver is called. */
  Observation begin(StatementEvent event);

  /** Observes nothing. */
  StatementObserver NONE = event -> Observation.NONE;

  /** One statement under observation. Exactly one of its methods is called, once. */
  interface Observation {
    /** The statement ended. */
    void end(Outcome outcome);

    /** The statement turned out to be another layer's: forget it. */
    void abandon();

    /** Observes nothing. */
    Observation NONE =
        new Observation() {
          @Override
          public void end(Outcome outcome) {}

          @Override
          public void abandon() {}
        };
  }
}
