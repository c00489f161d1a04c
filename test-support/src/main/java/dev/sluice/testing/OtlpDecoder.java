package dev.sluice.testing;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns OTLP's protobuf messages into plain records. */
final class OtlpDecoder {
  private OtlpDecoder() {}

  static List<ReceivedSpan> spans(ExportTraceServiceRequest request) {
    List<ReceivedSpan> spans = new ArrayList<>();
    for (ResourceSpans ofResource : request.getResourceSpansList()) {
      Map<String, Object> resource = attributes(ofResource.getResource().getAttributesList());
      for (ScopeSpans ofScope : ofResource.getScopeSpansList()) {
        for (Span span : ofScope.getSpansList()) {
          spans.add(span(span, resource, ofScope.getScope().getName()));
        }
      }
    }
    return spans;
  }

  static List<ReceivedMetric> metrics(ExportMetricsServiceRequest request) {
    List<ReceivedMetric> metrics = new ArrayList<>();
    for (ResourceMetrics ofResource : request.getResourceMetricsList()) {
      Map<String, Object> resource = attributes(ofResource.getResource().getAttributesList());
      for (ScopeMetrics ofScope : ofResource.getScopeMetricsList()) {
        for (Metric metric : ofScope.getMetricsList()) {
          addPoints(metric, resource, metrics);
        }
      }
    }
    return metrics;
  }

  private static ReceivedSpan span(Span span, Map<String, Object> resource, String scope) {
    return new ReceivedSpan(
        span.getName(),
        span.getKind().name().replace("SPAN_KIND_", ""),
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        attributes(span.getAttributesList()),
        span.getStatus().getCode().name().replace("STATUS_CODE_", ""),
        span.getStatus().getMessage(),
        resource,
        scope,
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano());
  }

  private static void addPoints(
      Metric metric, Map<String, Object> resource, List<ReceivedMetric> metrics) {
    switch (metric.getDataCase()) {
      case GAUGE -> {
        for (NumberDataPoint point : metric.getGauge().getDataPointsList()) {
          metrics.add(number("gauge", metric, point, resource));
        }
      }
      case SUM -> {
        for (NumberDataPoint point : metric.getSum().getDataPointsList()) {
          metrics.add(number("sum", metric, point, resource));
        }
      }
      case HISTOGRAM -> {
        for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
          metrics.add(histogram(metric, point, resource));
        }
      }
      case EXPONENTIAL_HISTOGRAM, SUMMARY, DATA_NOT_SET ->
          throw new IllegalArgumentException(
              metric.getName() + " is of a type not read here: " + metric.getDataCase());
    }
  }

  private static ReceivedMetric number(
      String type, Metric metric, NumberDataPoint point, Map<String, Object> resource) {
    return new ReceivedMetric(
        metric.getName(),
        type,
        metric.getUnit(),
        attributes(point.getAttributesList()),
        point.hasAsInt() ? point.getAsInt() : point.getAsDouble(),
        0,
        0,
        List.of(),
        List.of(),
        resource);
  }

  private static ReceivedMetric histogram(
      Metric metric, HistogramDataPoint point, Map<String, Object> resource) {
    return new ReceivedMetric(
        metric.getName(),
        "histogram",
        metric.getUnit(),
        attributes(point.getAttributesList()),
        0,
        point.getCount(),
        point.getSum(),
        List.copyOf(point.getExplicitBoundsList()),
        List.copyOf(point.getBucketCountsList()),
        resource);
  }

  private static Map<String, Object> attributes(List<KeyValue> list) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (KeyValue attribute : list) {
      attributes.put(attribute.getKey(), value(attribute.getValue()));
    }
    return Collections.unmodifiableMap(attributes);
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case ARRAY_VALUE -> {
        List<Object> values = new ArrayList<>();
        for (AnyValue element : value.getArrayValue().getValuesList()) {
          values.add(value(element));
        }
        yield List.copyOf(values);
      }
      default -> value.toString();
    };
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
