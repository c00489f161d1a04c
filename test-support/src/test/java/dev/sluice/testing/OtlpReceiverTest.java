package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpReceiverTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final OtlpReceiver receiver = OtlpReceiver.start();

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void readsSpans() throws Exception {
    List<String> heard = new ArrayList<>();
    receiver.onSpan(span -> heard.add(span.name()));

    assertThat(post("/v1/traces", traces(), false)).isEqualTo(200);

    ReceivedSpan span = receiver.awaitSpans(spans -> spans.size() == 1, SOON).get(0);
    assertThat(span)
        .isEqualTo(
            new ReceivedSpan(
                "SELECT orders",
                "CLIENT",
                TRACE,
                "b7ad6b7169203331",
                "",
                Map.of("text", "x", "number", 3L, "flag", true, "list", List.of("a", "b")),
                "ERROR",
                "denied",
                Map.of("service.name", "shop"),
                "tests",
                10,
                20));
    assertThat(heard).containsExactly("SELECT orders");
  }

  @Test
  void readsGzip() throws Exception {
    assertThat(post("/v1/traces", traces(), true)).isEqualTo(200);

    assertThat(receiver.spans()).hasSize(1);
  }

  @Test
  void readsMetrics() throws Exception {
    post("/v1/metrics", metrics(), true);

    List<ReceivedMetric> metrics = receiver.awaitMetrics(points -> points.size() == 2, SOON);
    assertThat(metrics.get(0))
        .isEqualTo(
            new ReceivedMetric(
                "calls",
                "sum",
                "",
                Map.of("kind", "a"),
                4,
                0,
                0,
                List.of(),
                List.of(),
                Map.of("service.name", "shop")));
    assertThat(metrics.get(1).count()).isEqualTo(2);
    assertThat(metrics.get(1).sum()).isEqualTo(0.5);
    assertThat(metrics.get(1).bounds()).containsExactly(0.1);
    assertThat(metrics.get(1).bucketCounts()).containsExactly(1L, 1L);
  }

  @Test
  void countsLogs() throws Exception {
    byte[] body =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                ResourceLogs.newBuilder()
                    .addScopeLogs(
                        ScopeLogs.newBuilder()
                            .addLogRecords(LogRecord.getDefaultInstance())
                            .addLogRecords(LogRecord.getDefaultInstance())))
            .build()
            .toByteArray();

    assertThat(post("/v1/logs", body, false)).isEqualTo(200);

    assertThat(receiver.logRecords()).isEqualTo(2);
  }

  @Test
  void refusesOnDemand() throws Exception {
    receiver.answerWith(503, Duration.ofMillis(50));

    long start = System.nanoTime();
    assertThat(post("/v1/traces", traces(), false)).isEqualTo(503);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(49));
    assertThat(receiver.spans()).isEmpty();
    assertThat(receiver.requests()).isEqualTo(1);
  }

  @Test
  void forgetsWhatItHeard() throws Exception {
    post("/v1/traces", traces(), false);
    post("/v1/metrics", metrics(), false);

    receiver.clear();

    assertThat(receiver.spans()).isEmpty();
    assertThat(receiver.metrics()).isEmpty();
  }

  @Test
  void givesUpWaiting() {
    assertThatThrownBy(() -> receiver.awaitSpans(spans -> !spans.isEmpty(), Duration.ofMillis(20)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not received");
  }

  @Test
  void tellsTheWaitingTestOfARequestThatIsNoProtobuf() {
    assertThatThrownBy(() -> post("/v1/traces", new byte[] {1, 2, 3}, false))
        .isInstanceOf(IOException.class);

    assertThatThrownBy(() -> receiver.awaitSpans(spans -> !spans.isEmpty(), SOON))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("could not be taken in");
  }

  private int post(String path, byte[] body, boolean gzip) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(receiver.endpoint() + path));
    if (gzip) {
      request.header("Content-Encoding", "gzip");
    }
    request.POST(HttpRequest.BodyPublishers.ofByteArray(gzip ? zipped(body) : body));
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static byte[] zipped(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }

  private static byte[] traces() {
    AnyValue list =
        AnyValue.newBuilder()
            .setArrayValue(ArrayValue.newBuilder().addValues(text("a")).addValues(text("b")))
            .build();
    Span span =
        Span.newBuilder()
            .setName("SELECT orders")
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setTraceId(ByteString.copyFrom(HexFormat.of().parseHex(TRACE)))
            .setSpanId(ByteString.copyFrom(HexFormat.of().parseHex("b7ad6b7169203331")))
            .addAttributes(attribute("text", text("x")))
            .addAttributes(attribute("number", AnyValue.newBuilder().setIntValue(3).build()))
            .addAttributes(attribute("flag", AnyValue.newBuilder().setBoolValue(true).build()))
            .addAttributes(attribute("list", list))
            .setStatus(
                Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage("denied"))
            .setStartTimeUnixNano(10)
            .setEndTimeUnixNano(20)
            .build();
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource())
                .addScopeSpans(
                    ScopeSpans.newBuilder()
                        .setScope(InstrumentationScope.newBuilder().setName("tests"))
                        .addSpans(span)))
        .build()
        .toByteArray();
  }

  private static byte[] metrics() {
    NumberDataPoint number =
        NumberDataPoint.newBuilder()
            .setAsInt(4)
            .addAttributes(attribute("kind", text("a")))
            .build();
    HistogramDataPoint histogram =
        HistogramDataPoint.newBuilder()
            .setCount(2)
            .setSum(0.5)
            .addExplicitBounds(0.1)
            .addBucketCounts(1)
            .addBucketCounts(1)
            .build();
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource())
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(
                            Metric.newBuilder()
                                .setName("calls")
                                .setSum(Sum.newBuilder().addDataPoints(number)))
                        .addMetrics(
                            Metric.newBuilder()
                                .setName("duration")
                                .setUnit("s")
                                .setHistogram(Histogram.newBuilder().addDataPoints(histogram)))))
        .build()
        .toByteArray();
  }

  private static Resource resource() {
    return Resource.newBuilder().addAttributes(attribute("service.name", text("shop"))).build();
  }

  private static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }
}
