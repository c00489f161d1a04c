package dev.sluice.otel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLClassLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service's API is of version 1.38, in a class loader that does not see ours. */
class ServiceBaggageTest {
  private final RecordedFailures failures = new RecordedFailures();
  private final AtomicBoolean inUse = new AtomicBoolean(true);
  private final ServiceBaggage baggage =
      new ServiceBaggage(
          new ServiceSpans((loader, name) -> inUse.get(), failures.failures()),
          failures.failures());
  private final ClassLoader ofTest = Thread.currentThread().getContextClassLoader();
  private URLClassLoader service;

  @BeforeEach
  void enterService() throws Exception {
    service = ServiceSpansTest.otherApi();
    Thread.currentThread().setContextClassLoader(service);
  }

  @AfterEach
  void leaveService() throws Exception {
    Thread.currentThread().setContextClassLoader(ofTest);
    service.close();
    assertThat(failures.text()).isEmpty();
  }

  @Test
  void readsAnEntryOfTheCurrentBaggage() throws Exception {
    try (AutoCloseable scope = current("user.id", "ann")) {
      assertThat(scope).isNotNull();
      assertThat(baggage.apply("user.id")).isEqualTo("ann");
      assertThat(baggage.apply("user")).isNull();
    }
    assertThat(baggage.apply("user.id")).isNull();
  }

  @Test
  void staysAwayUntilTheServiceUsesItsApi() throws Exception {
    inUse.set(false);
    try (AutoCloseable scope = current("user.id", "ann")) {
      assertThat(scope).isNotNull();
      assertThat(baggage.apply("user.id")).isNull();
    }
  }

  @Test
  void knowsNothingWithoutAnApi() {
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());

    assertThat(baggage.apply("user.id")).isNull();
  }

  private AutoCloseable current(String key, String value) throws Exception {
    Class<?> type = service.loadClass("io.opentelemetry.api.baggage.Baggage");
    Class<?> builderType = service.loadClass("io.opentelemetry.api.baggage.BaggageBuilder");
    Object builder = type.getMethod("builder").invoke(null);
    builderType.getMethod("put", String.class, String.class).invoke(builder, key, value);
    Object made = builderType.getMethod("build").invoke(builder);
    return (AutoCloseable) type.getMethod("makeCurrent").invoke(made);
  }
}
