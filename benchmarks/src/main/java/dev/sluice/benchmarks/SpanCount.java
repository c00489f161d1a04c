package dev.sluice.benchmarks;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Counts the spans of an {@code ExportTraceServiceRequest} without building objects of them.
 *
 * @see <a
 *     href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.11.0/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>
 */
final class SpanCount {
  /** The fields on the way to a span: resource_spans, scope_spans, spans. */
  private static final int[] PATH = {1, 2, 2};

  private SpanCount() {}

  /**
   * Reads a whole message. Not a stream: CodedInputStream skips over what it need not read, and the
   * JDK's HTTP server loses count of a body of which something was skipped.
   *
   * @throws IOException if it is no such message
   */
  static long of(byte[] message) throws IOException {
    return count(CodedInputStream.newInstance(message), 0);
  }

  private static long count(CodedInputStream in, int depth) throws IOException {
    long spans = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) != PATH[depth]) {
        in.skipField(tag);
      } else if (depth == PATH.length - 1) {
        in.skipField(tag);
        spans++;
      } else {
        int limit = in.pushLimit(in.readRawVarint32());
        spans += count(in, depth + 1);
        in.popLimit(limit);
      }
    }
    return spans;
  }
}
