package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Service;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.OpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.semconv.DeploymentAttributes;
import io.opentelemetry.semconv.SchemaUrls;
import io.opentelemetry.semconv.ServiceAttributes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** An OpenTelemetry SDK that sends by OTLP over HTTP, and reports failures to us alone. */
final class OwnSdk {
  static final String SCOPE = "dev.sluice";

  private static final int MOST_SPANS = 8192;
  private static final int LONGEST_TEXT = 8192;

  /** Short, for the end of the service waits for the last attempt. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private static final RetryPolicy RETRIES =
      RetryPolicy.builder().setMaxAttempts(3).setInitialBackoff(FIRST_PAUSE).build();

  private final OpenTelemetrySdk sdk;

  private OwnSdk(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  static OwnSdk start(OpenTelemetrySettings settings, Failures failures) {
    Resource resource = resource(settings);
    OpenTelemetrySdkBuilder builder = OpenTelemetrySdk.builder();
    if (settings.exportTraces()) {
      builder.setTracerProvider(tracerProvider(settings, resource, failures));
    }
    if (settings.exportMetrics()) {
      builder.setMeterProvider(meterProvider(settings, resource, failures));
    }
    return new OwnSdk(builder.build());
  }

  Tracer tracer() {
    return sdk.tracerBuilder(SCOPE).setSchemaUrl(SchemaUrls.V1_43_0).build();
  }

  Meter meter() {
    return sdk.meterBuilder(SCOPE).setSchemaUrl(SchemaUrls.V1_43_0).build();
  }

  /** Sends what is left, and waits for it no longer than the time given. */
  void close(long timeoutNanos) {
    sdk.shutdown().join(Math.max(1, timeoutNanos), TimeUnit.NANOSECONDS);
  }

  private static SdkTracerProvider tracerProvider(
      OpenTelemetrySettings settings, Resource resource, Failures failures) {
    QuietSenders senders = new QuietSenders(failures);
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint("traces"))
            .setHeaders(settings::headers)
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.timeout())
            .setCompression("gzip")
            .setRetryPolicy(RETRIES)
            .setMeterProvider(MeterProvider.noop())
            .setComponentLoader(senders)
            .build();
    SpanBound bound = new SpanBound(MOST_SPANS, exporter, senders, failures);
    BatchSpanProcessor batches =
        BatchSpanProcessor.builder(bound.exporter())
            .setScheduleDelay(settings.spanInterval())
            .setMaxQueueSize(MOST_SPANS)
            .setExporterTimeout(settings.timeout().plusSeconds(1))
            .setMeterProvider(MeterProvider.noop())
            .build();
    return SdkTracerProvider.builder()
        .setResource(resource)
        .setSpanLimits(SpanLimits.builder().setMaxAttributeValueLength(LONGEST_TEXT).build())
        .addSpanProcessor(bound.processor(batches))
        .build();
  }

  private static SdkMeterProvider meterProvider(
      OpenTelemetrySettings settings, Resource resource, Failures failures) {
    OtlpHttpMetricExporter exporter =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(settings.endpoint("metrics"))
            .setHeaders(settings::headers)
            .setTimeout(settings.timeout())
            .setConnectTimeout(settings.timeout())
            .setCompression("gzip")
            .setRetryPolicy(RETRIES)
            .setMeterProvider(MeterProvider.noop())
            .setComponentLoader(new QuietSenders(failures))
            .build();
    return SdkMeterProvider.builder()
        .setResource(resource)
        .registerMetricReader(
            PeriodicMetricReader.builder(exporter).setInterval(settings.metricInterval()).build())
        .build();
  }

  private static Resource resource(OpenTelemetrySettings settings) {
    AttributesBuilder attributes = Attributes.builder();
    settings.resourceAttributes().forEach(attributes::put);
    Service service = settings.service();
    attributes.put(ServiceAttributes.SERVICE_NAME, service.name());
    putIfKnown(attributes, ServiceAttributes.SERVICE_VERSION, service.version());
    putIfKnown(attributes, ServiceAttributes.SERVICE_INSTANCE_ID, service.instance());
    putIfKnown(attributes, DeploymentAttributes.DEPLOYMENT_ENVIRONMENT_NAME, service.environment());
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  private static void putIfKnown(
      AttributesBuilder attributes, AttributeKey<String> key, String value) {
    if (!value.isEmpty()) {
      attributes.put(key, value);
    }
  }
}
