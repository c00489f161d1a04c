package dev.sluice.otel;

import dev.sluice.gate.Failures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Failures that a test can read. */
final class RecordedFailures {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Failures failures =
      new Failures(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  Failures failures() {
    return failures;
  }

  long count(String site) {
    return failures.counts().getOrDefault(site, 0L);
  }

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
