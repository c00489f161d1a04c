package dev.sluice.otel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service's API is of version 1.38, in a class loader that does not see ours. */
class ServiceSpansTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  private final RecordedFailures failures = new RecordedFailures();
  private final AtomicBoolean inUse = new AtomicBoolean(true);
  private final ServiceSpans spans =
      new ServiceSpans((loader, name) -> inUse.get(), failures.failures());
  private final ClassLoader ofTest = Thread.currentThread().getContextClassLoader();
  private @Nullable URLClassLoader service;

  @BeforeEach
  void enterService() throws Exception {
    service = otherApi();
    Thread.currentThread().setContextClassLoader(service);
  }

  @AfterEach
  void leaveService() throws Exception {
    Thread.currentThread().setContextClassLoader(ofTest);
    if (service != null) {
      service.close();
    }
    assertThat(failures.text()).isEmpty();
  }

  @Test
  void readsTheCurrentSpan() throws Exception {
    try (AutoCloseable scope = current(service, TRACE, SPAN)) {
      assertThat(scope).isNotNull();
      assertThat(spans.current())
          .isEqualTo(new SpanContextData(TRACE, SPAN, (byte) 1, Map.of("vendor", "x")));
      assertThat(spans.traceparent()).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
    }
    assertThat(spans.current()).isNull();
    assertThat(spans.traceparent()).isNull();
  }

  @Test
  void readsItOnThreadsOfAnotherLoaderOnceTheCopyIsKnown() throws Exception {
    spans.current();
    try (AutoCloseable scope = current(service, TRACE, SPAN)) {
      assertThat(scope).isNotNull();
      Thread.currentThread().setContextClassLoader(null);

      assertThat(spans.current()).extracting(SpanContextData::spanId).isEqualTo(SPAN);
    }
  }

  @Test
  void tellsTwoServicesApart() throws Exception {
    try (URLClassLoader second = otherApi()) {
      spans.current();
      Thread.currentThread().setContextClassLoader(second);
      try (AutoCloseable scope = current(second, TRACE, "00f067aa0ba902b7")) {
        assertThat(scope).isNotNull();
        assertThat(spans.current())
            .extracting(SpanContextData::spanId)
            .isEqualTo("00f067aa0ba902b7");
      }
    }
  }

  @Test
  void leavesTheServicesGlobalAlone() throws Exception {
    try (AutoCloseable scope = current(service, TRACE, SPAN)) {
      assertThat(scope).isNotNull();
      spans.current();
    }

    Field global = api(service, "api.GlobalOpenTelemetry").getDeclaredField("globalOpenTelemetry");
    global.setAccessible(true);
    assertThat(global.get(null)).isNull();
  }

  @Test
  void staysAwayUntilTheServiceUsesItsApi() throws Exception {
    inUse.set(false);
    assertThat(spans.current()).isNull();
    inUse.set(true);

    try (AutoCloseable scope = current(service, TRACE, SPAN)) {
      assertThat(scope).isNotNull();
      assertThat(spans.current()).as("looked a moment ago").isNull();
      Thread.sleep(1100);
      assertThat(spans.current()).isNotNull();
    }
  }

  @Test
  void knowsNothingWithoutAnApi() {
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());

    assertThat(spans.current()).isNull();
  }

  @Test
  void putsUpWithLoadersThatFail() {
    Thread.currentThread()
        .setContextClassLoader(
            new ClassLoader(null) {
              @Override
              protected Class<?> findClass(String name) {
                throw new IllegalStateException("stopped");
              }
            });

    assertThat(spans.current()).isNull();
  }

  @Test
  void letsGoOfTheService() throws Exception {
    try (AutoCloseable scope = current(service, TRACE, SPAN)) {
      assertThat(scope).isNotNull();
      assertThat(spans.current()).isNotNull();
    }
    Thread.currentThread().setContextClassLoader(ofTest);
    WeakReference<ClassLoader> gone = new WeakReference<>(service);
    service = null;

    for (int i = 0; i < 100 && gone.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }

    assertThat(gone.get()).isNull();
    assertThat(spans.current()).isNull();
  }

  static URLClassLoader otherApi() throws Exception {
    List<URL> urls = new ArrayList<>();
    File[] jars = new File("target/other-api").listFiles();
    assertThat(jars).hasSize(2);
    for (File jar : jars) {
      urls.add(jar.toURI().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** Makes a span current in the service. */
  static AutoCloseable current(@Nullable ClassLoader service, String traceId, String spanId)
      throws Exception {
    Class<?> flagsType = api(service, "api.trace.TraceFlags");
    Class<?> stateType = api(service, "api.trace.TraceState");
    Class<?> contextType = api(service, "api.trace.SpanContext");
    Class<?> spanType = api(service, "api.trace.Span");
    Object flags = flagsType.getMethod("getSampled").invoke(null);
    Object builder = stateType.getMethod("builder").invoke(null);
    Class<?> builderType = api(service, "api.trace.TraceStateBuilder");
    builderType.getMethod("put", String.class, String.class).invoke(builder, "vendor", "x");
    Object state = builderType.getMethod("build").invoke(builder);
    Object context =
        contextType
            .getMethod("create", String.class, String.class, flagsType, stateType)
            .invoke(null, traceId, spanId, flags, state);
    Object span = spanType.getMethod("wrap", contextType).invoke(null, context);
    return (AutoCloseable) spanType.getMethod("makeCurrent").invoke(span);
  }

  private static Class<?> api(@Nullable ClassLoader service, String name) throws Exception {
    return Class.forName("io.opentelemetry." + name, true, service);
  }
}
