package dev.sluice.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how often each limit of the policy was passed. Rows are read after their statement has
 * ended, and with it its span: so it is this count that tells of all of them. Thread-safe, without
 * a lock.
 */
final class ExceededLimits {
  private static final AttributeKey<String> RULE = AttributeKey.stringKey("rule");
  private static final AttributeKey<String> MODE = AttributeKey.stringKey("mode");

  /** Policies come and go, and with them ids. */
  private static final int MOST = 500;

  private static final String OTHERS = "other";

  private final ConcurrentMap<Attributes, LongAdder> counts = new ConcurrentHashMap<>();

  void count(ExceededLimit limit) {
    Attributes labels = labels(limit.rule(), limit.enforced());
    LongAdder known = counts.get(labels);
    if (known == null) {
      Attributes kept = counts.size() < MOST ? labels : labels(OTHERS, limit.enforced());
      known = counts.computeIfAbsent(kept, key -> new LongAdder());
    }
    known.increment();
  }

  private static Attributes labels(String rule, boolean enforced) {
    return Attributes.of(RULE, rule, MODE, enforced ? "enforce" : "observe");
  }

  /** Adds the metric to a meter. */
  void measure(Meter meter) {
    meter
        .counterBuilder("sluice.limits.exceeded")
        .setUnit("{execution}")
        .setDescription("Executions that passed a limit of the policy.")
        .buildWithCallback(
            measurement ->
                counts.forEach((labels, count) -> measurement.record(count.sum(), labels)));
  }
}
