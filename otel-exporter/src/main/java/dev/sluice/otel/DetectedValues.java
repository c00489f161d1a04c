package dev.sluice.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the values in which a detector found something, by its tag, of which there are as many as
 * detectors. Thread-safe, without a lock.
 */
final class DetectedValues {
  private static final AttributeKey<String> TAG = AttributeKey.stringKey("tag");

  private final ConcurrentMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  void count(Set<String> tags) {
    for (String tag : tags) {
      counts.computeIfAbsent(tag, key -> new LongAdder()).increment();
    }
  }

  /** Adds the metric to a meter. */
  void measure(Meter meter) {
    meter
        .counterBuilder("sluice.detected")
        .setUnit("{value}")
        .setDescription("Values of results in which sensitive data was found.")
        .buildWithCallback(
            measurement ->
                counts.forEach(
                    (tag, count) -> measurement.record(count.sum(), Attributes.of(TAG, tag))));
  }
}
