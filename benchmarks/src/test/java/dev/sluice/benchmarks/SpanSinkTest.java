package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class SpanSinkTest {
  private static final byte[] THREE_SPANS =
      ExportTraceServiceRequest.newBuilder()
          .addResourceSpans(
              ResourceSpans.newBuilder()
                  .setResource(Resource.newBuilder().setDroppedAttributesCount(2))
                  .addScopeSpans(
                      ScopeSpans.newBuilder()
                          .addSpans(Span.newBuilder().setName("one"))
                          .addSpans(Span.newBuilder().setName("two"))
                          .setSchemaUrl("https://schema.example/1"))
                  .setSchemaUrl("https://schema.example/2"))
          .addResourceSpans(
              ResourceSpans.newBuilder()
                  .addScopeSpans(ScopeSpans.newBuilder())
                  .addScopeSpans(ScopeSpans.newBuilder().addSpans(Span.getDefaultInstance())))
          .build()
          .toByteArray();

  @Test
  void countsTheSpansOfAMessage() throws IOException {
    assertThat(SpanCount.of(THREE_SPANS)).isEqualTo(3);
    assertThat(SpanCount.of(new byte[0])).isZero();
  }

  @Test
  void doesNotCountWhatIsCutOff() {
    byte[] half = java.util.Arrays.copyOf(THREE_SPANS, THREE_SPANS.length / 2);

    assertThatThrownBy(() -> SpanCount.of(half)).isInstanceOf(IOException.class);
  }

  @Test
  void keepsVariantsApartAndTakesInWhatIsCompressed() throws Exception {
    try (SpanSink sink = SpanSink.start()) {
      assertThat(post(sink.endpoint(Variant.SLUICE) + "/v1/traces", THREE_SPANS, ""))
          .isEqualTo(200);
      assertThat(post(sink.endpoint(Variant.OTEL) + "/v1/traces", gzip(THREE_SPANS), "gzip"))
          .isEqualTo(200);
      assertThat(post(sink.endpoint(Variant.OTEL) + "/v1/traces", THREE_SPANS, "")).isEqualTo(200);
      assertThat(post(sink.endpoint(Variant.SLUICE) + "/v1/metrics", THREE_SPANS, ""))
          .isEqualTo(200);

      assertThat(sink.spans(Variant.SLUICE)).isEqualTo(3);
      assertThat(sink.spans(Variant.OTEL)).isEqualTo(6);
      assertThat(sink.spans(Variant.BARE)).isZero();
    }
  }

  @Test
  void takesInALargeMessage() throws Exception {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder();
    for (int i = 0; i < 512; i++) {
      spans.addSpans(Span.newBuilder().setName("select ".repeat(100)));
    }
    byte[] message =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
            .build()
            .toByteArray();
    try (SpanSink sink = SpanSink.start()) {
      assertThat(post(sink.endpoint(Variant.OTEL) + "/v1/traces", message, "")).isEqualTo(200);

      assertThat(sink.spans(Variant.OTEL)).isEqualTo(512);
    }
  }

  private static int post(String url, byte[] body, String encoding)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(20))
            .POST(BodyPublishers.ofByteArray(body));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
