package dev.sluice.instrumentation.identity.opentelemetry;

import dev.sluice.gate.Failures;
import dev.sluice.identity.Carried;
import dev.sluice.identity.HumanSource;
import org.jspecify.annotations.Nullable;

/** Where the advice meets its collaborators, which are there once the weaving is set up. */
final class ContextScope {
  private static volatile @Nullable CarryingContext carrying;

  private ContextScope() {}

  static void install(HumanSource humans, Failures failures) {
    carrying = new CarryingContext(OpenTelemetryInstrumentation.CONTEXT, null, humans, failures);
  }

  static @Nullable Object current(@Nullable Object context) {
    CarryingContext installed = carrying;
    return installed == null || context == null ? null : installed.current(context);
  }

  static @Nullable Carried carried() {
    CarryingContext installed = carrying;
    return installed == null ? null : installed.carried();
  }
}
