package dev.sluice.testing;

import java.util.List;
import java.util.Map;

/**
 * One data point of a metric as it came over OTLP.
 *
 * @param type {@code gauge}, {@code sum} or {@code histogram}
 * @param unit as the instrument declares it, may be empty
 * @param attributes values are String, Long, Double, Boolean or a List of these
 * @param value of a gauge or a sum; 0 for a histogram
 * @param count observations of a histogram; 0 for the others
 * @param sum of a histogram's observations; 0 for the others
 * @param bounds upper bounds of a histogram's buckets, without the last one, which has none
 * @param bucketCounts one more than there are bounds
 * @param resource attributes of the resource
 */
public record ReceivedMetric(
    String name,
    String type,
    String unit,
    Map<String, Object> attributes,
    double value,
    long count,
    double sum,
    List<Double> bounds,
    List<Long> bucketCounts,
    Map<String, Object> resource) {}
