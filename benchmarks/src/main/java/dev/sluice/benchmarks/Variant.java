package dev.sluice.benchmarks;

import java.util.Locale;

/** What a measured JVM runs with. */
enum Variant {
  BARE("no agent"),
  SLUICE("the Sluice agent"),
  OTEL("the OpenTelemetry agent");

  private final String title;

  Variant(String title) {
    this.title = title;
  }

  /** The word for it in tables and files. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it is, for a sentence. */
  String title() {
    return title;
  }
}
