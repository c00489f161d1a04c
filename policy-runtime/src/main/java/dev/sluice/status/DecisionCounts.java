package dev.sluice.status;

import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts statements by what was decided of them, for the status, and passes them on. Thread-safe:
 * counting takes no lock.
 */
public final class DecisionCounts implements StatementObserver {
  private final StatementObserver next;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Counts nothing yet. */
  public DecisionCounts(StatementObserver next) {
    this.next = next;
  }

  @Override
  public Observation begin(StatementEvent event) {
    String outcome = event.decision().outcome();
    LongAdder count = counts.get(outcome);
    if (count == null) {
      count = counts.computeIfAbsent(outcome, first -> new LongAdder());
    }
    count.increment();
    return next.begin(event);
  }

  /** The counts by decision, in alphabetical order. */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    counts.keySet().stream().sorted().forEach(key -> status.put(key, counts.get(key).sum()));
    return status;
  }
}
