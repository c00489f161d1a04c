package dev.sluice.gate;

import java.util.Set;

/** Is told of every statement: spans, metrics, records. Thread-safe; must not throw or block. */
public interface StatementObserver {
  /** Begins to observe, on the thread that runs the statement, before the driver is called. */
  Observation begin(StatementEvent event);

  /** Observes nothing. */
  StatementObserver NONE = event -> Observation.NONE;

  /** One statement under observation: it is ended or abandoned, once. */
  interface Observation {
    /** The statement ended. */
    void end(Outcome outcome);

    /** The statement turned out to be another layer's: forget it. */
    void abandon();

    /**
     * A limit of the policy was passed. Results are read after their statement has ended, so this
     * may come before or after the end.
     *
     * @param rule the id of the limit
     * @param truncates whether the rest is left out without an error
     * @param enforced whether the limit was carried out; else it is only observed
     */
    default void exceeded(String rule, boolean truncates, boolean enforced) {}

    /**
     * The statement, which had passed, is refused after all, before anything of it ran; its end
     * comes next.
     *
     * @param rule the id of the rule
     * @param why what the one who is refused reads
     */
    default void refused(String rule, String why) {}

    /**
     * A detector found something in a value of the result, which is masked for it. Comes at any
     * time after the beginning, as results are read when their statement has ended, and often.
     *
     * @param tags of what was found
     */
    default void detected(Set<String> tags) {}

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
