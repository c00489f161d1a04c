package dev.sluice.otel;

import dev.sluice.gate.Failures;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps the spans that wait in a batch processor below its own bound, and counts what does not fit:
 * the processor itself would tell java.util.logging. Stands on both sides of the processor, to
 * count what goes in and comes out.
 */
final class SpanBound {
  private final int most;
  private final SpanExporter exporter;
  private final QuietSenders senders;
  private final Failures failures;
  private final AtomicInteger waiting = new AtomicInteger();

  SpanBound(int most, SpanExporter exporter, QuietSenders senders, Failures failures) {
    this.most = most;
    this.exporter = exporter;
    this.senders = senders;
    this.failures = failures;
  }

  /** What the batch processor is to export to. */
  SpanExporter exporter() {
    return new SpanExporter() {
      @Override
      public CompletableResultCode export(Collection<SpanData> spans) {
        waiting.addAndGet(-spans.size());
        senders.nextRequestCarries(spans.size());
        return exporter.export(spans);
      }

      @Override
      public CompletableResultCode flush() {
        return exporter.flush();
      }

      @Override
      public CompletableResultCode shutdown() {
        return exporter.shutdown();
      }
    };
  }

  /** What is to be put before the batch processor. */
  SpanProcessor processor(SpanProcessor batches) {
    return new SpanProcessor() {
      @Override
      public void onStart(Context parent, ReadWriteSpan span) {}

      @Override
      public boolean isStartRequired() {
        return false;
      }

      @Override
      public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
          return;
        }
        if (waiting.incrementAndGet() > most) {
          waiting.decrementAndGet();
          failures.count("telemetry.dropped", "spans come faster than they can be sent", null);
          return;
        }
        batches.onEnd(span);
      }

      @Override
      public boolean isEndRequired() {
        return true;
      }

      @Override
      public CompletableResultCode shutdown() {
        return batches.shutdown();
      }

      @Override
      public CompletableResultCode forceFlush() {
        return batches.forceFlush();
      }
    };
  }
}
