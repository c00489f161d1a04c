package dev.sluice.otel;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Service;

/** What an agent does in its premain. */
final class QuietStart {
  private QuietStart() {}

  public static void main(String[] arguments) {
    Failures failures = new Failures(System.err);
    OpenTelemetryObserver observer =
        OpenTelemetryObserver.create(
            OpenTelemetrySettings.builder(Service.named("shop"))
                .parents(new ServiceSpans((loader, name) -> false, failures))
                .build(),
            failures);
    System.out.println("created");
    observer.close();
  }
}
