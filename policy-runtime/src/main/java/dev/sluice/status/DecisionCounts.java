package dev.sluice.status;

import dev.sluice.gate.Outcome;
import dev.sluice.gate.StatementEvent;
import dev.sluice.gate.StatementObserver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts statements by what was decided of them, for the status, and passes them on. What turns out
 * to be another layer's is not counted. Thread-safe: counting takes no lock.
 */
public final class DecisionCounts implements StatementObserver {
  private static final String DENY = "deny";

  private final StatementObserver next;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /** Counts nothing yet. */
  public DecisionCounts(StatementObserver next) {
    this.next = next;
  }

  @Override
  public Observation begin(StatementEvent event) {
    return new Counted(next.begin(event), count(event.decision().outcome()));
  }

  private LongAdder count(String outcome) {
    LongAdder count = counts.get(outcome);
    if (count == null) {
      count = counts.computeIfAbsent(outcome, first -> new LongAdder());
    }
    count.increment();
    return count;
  }

  /** The counts by decision, in alphabetical order. */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    new TreeMap<>(counts).forEach((outcome, count) -> status.put(outcome, count.sum()));
    return status;
  }

  /** A statement that is counted, as long as it is not abandoned. */
  private final class Counted implements Observation {
    private final Observation next;
    private volatile LongAdder count;

    Counted(Observation next, LongAdder count) {
      this.next = next;
      this.count = count;
    }

    @Override
    public void refused(String rule, String why) {
      count.decrement();
      count = count(DENY);
      next.refused(rule, why);
    }

    @Override
    public void end(Outcome outcome) {
      next.end(outcome);
    }

    @Override
    public void abandon() {
      count.decrement();
      next.abandon();
    }

    @Override
    public void exceeded(String rule, boolean truncates, boolean enforced) {
      next.exceeded(rule, truncates, enforced);
    }

    @Override
    public void detected(Set<String> tags) {
      next.detected(tags);
    }
  }
}
