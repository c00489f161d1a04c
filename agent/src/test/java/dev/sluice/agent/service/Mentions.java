package dev.sluice.agent.service;

import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.context.Scope;
import java.lang.reflect.Method;
import java.util.function.Supplier;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** Does something where a person is only mentioned, by what a service keeps for its logs. */
final class Mentions {
  private Mentions() {}

  /** Under {@code user} in the diagnostic context of the service's logging library. */
  static String inDiagnosticContext(String person, Supplier<String> step) {
    keepDiagnosticContexts();
    try (MDC.MDCCloseable closing = MDC.putCloseable("user", person)) {
      return step.get();
    }
  }

  /** Under {@code user.id} in the baggage of the service's OpenTelemetry. */
  static String inBaggage(String person, Supplier<String> step) {
    try (Scope closing = Baggage.builder().put("user.id", person).build().makeCurrent()) {
      return step.get();
    }
  }

  /** Without a logging library there is no context, and no public way to have one. */
  private static void keepDiagnosticContexts() {
    if (MDC.getMDCAdapter() instanceof BasicMDCAdapter) {
      return;
    }
    try {
      Method set = MDC.class.getDeclaredMethod("setMDCAdapter", MDCAdapter.class);
      set.setAccessible(true);
      set.invoke(null, new BasicMDCAdapter());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
